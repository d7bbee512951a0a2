using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Interleaving;

/// <summary>Collects paired outcomes by person, because one person's searches are not independent, and says who is ahead at any time.</summary>
public sealed class InterleavingTally
{
    private readonly Dictionary<string, double> byPerson = [];

    /// <summary>People with at least one search.</summary>
    public int People => byPerson.Count;

    /// <summary>People for whom team 1 earned more.</summary>
    public int Wins => byPerson.Values.Count(credit => credit > 0);

    /// <summary>People for whom team 0 earned more.</summary>
    public int Losses => byPerson.Values.Count(credit => credit < 0);

    /// <summary>Share of people who prefer team 1, ties as half; 0.5 without anybody.</summary>
    public double WinShare => People == 0 ? 0.5 : (Wins + (0.5 * (People - Wins - Losses))) / People;

    /// <summary>Adds one search's <see cref="InterleavingCredit.Paired"/> outcome.</summary>
    public void Add(string person, double paired)
    {
        ArgumentNullException.ThrowIfNull(person);
        byPerson[person] = byPerson.GetValueOrDefault(person) + paired;
    }

    /// <summary>Anytime-valid interval of the mean preference (sign of each person's credit, in [-1, 1]): above zero, team 1 is better.</summary>
    public Interval Preference(ConfidenceSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        double signs = Wins - Losses, squares = Wins + Losses;
        return sequence.Mean(RunningMoments.FromSums(People, signs, squares));
    }
}
