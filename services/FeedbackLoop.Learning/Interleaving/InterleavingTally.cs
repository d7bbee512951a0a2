using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Interleaving;

/// <summary>Collects paired outcomes by person, because one person's searches are not independent, and says who is ahead at any time.</summary>
public sealed class InterleavingTally
{
    /// <summary>Below this a credit is rounding, not a preference.</summary>
    private const double Nothing = 1e-9;
    private readonly Dictionary<string, double> byPerson = [];

    /// <summary>People with at least one search.</summary>
    public int People => byPerson.Count;

    /// <summary>People for whom team 1 earned more.</summary>
    public int Wins => byPerson.Values.Count(credit => credit > Nothing);

    /// <summary>People for whom team 0 earned more.</summary>
    public int Losses => byPerson.Values.Count(credit => credit < -Nothing);

    /// <summary>Share of people who prefer team 1, ties as half; 0.5 without anybody.</summary>
    public double WinShare => People == 0 ? 0.5 : (Wins + (0.5 * (People - Wins - Losses))) / People;

    /// <summary>Adds one search's outcome, <see cref="InterleavingCredit.ByRank"/> or <see cref="InterleavingCredit.Paired"/>; a person has but one kind.</summary>
    public void Add(string person, double paired)
    {
        ArgumentNullException.ThrowIfNull(person);
        byPerson[person] = byPerson.GetValueOrDefault(person) + paired;
    }

    /// <summary>Anytime-valid interval of the mean preference: above zero, team 1 is better. A person's preference is the sum of their credits within [-1, 1]:
    /// how clear it is counts, but nobody decides for many.</summary>
    public Interval Preference(ConfidenceSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        double sum = 0, squares = 0;
        foreach (double credit in byPerson.Values)
        {
            double preference = Math.Clamp(credit, -1, 1);
            sum += preference;
            squares += preference * preference;
        }
        return sequence.Mean(RunningMoments.FromSums(People, sum, squares));
    }
}
