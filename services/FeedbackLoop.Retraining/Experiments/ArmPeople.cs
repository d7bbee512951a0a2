using FeedbackLoop.Learning.Statistics;
using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Experiments;

/// <summary>What the people of one arm did, summed by person.</summary>
public sealed class ArmPeople
{
    private readonly Dictionary<string, Totals> _people = new(StringComparer.Ordinal);

    public long Searches { get; private set; }
    public long People => _people.Count;

    public void Add(ClosedSearch search)
    {
        Searches++;
        _people[search.PersonId!] = _people.GetValueOrDefault(search.PersonId!) + new Totals(
            1, Satisfaction.Of(search), search.Clicked.Count(clicked => clicked), search.Pogo.Count(pogo => pogo),
            search.ItemIds.Length > 0 ? 1 : 0, search.Abandoned && search.ItemIds.Length > 0 ? 1 : 0);
    }

    /// <summary>Satisfaction (y) over searches (x).</summary>
    public PairMoments SatisfactionPerSearch() => Moments(t => t.Searches, t => t.Satisfaction);

    /// <summary>Pogo-sticks over clicks.</summary>
    public PairMoments PogoPerClick() => Moments(t => t.Clicks, t => t.Pogo);

    /// <summary>Abandoned over answered searches.</summary>
    public PairMoments AbandonedPerAnswered() => Moments(t => t.Answered, t => t.Abandoned);

    /// <summary>Searches without a result over searches.</summary>
    public PairMoments ZeroResultsPerSearch() => Moments(t => t.Searches, t => t.Searches - t.Answered);

    private PairMoments Moments(Func<Totals, double> x, Func<Totals, double> y) =>
        _people.Values.Aggregate(default(PairMoments), (moments, totals) => moments.Add(x(totals), y(totals)));

    private readonly record struct Totals(double Searches, double Satisfaction, double Clicks, double Pogo, double Answered, double Abandoned)
    {
        public static Totals operator +(Totals a, Totals b) => new(
            a.Searches + b.Searches, a.Satisfaction + b.Satisfaction, a.Clicks + b.Clicks, a.Pogo + b.Pogo, a.Answered + b.Answered, a.Abandoned + b.Abandoned);
    }
}
