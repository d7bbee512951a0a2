using FeedbackLoop.Learning.Statistics;
using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Experiments;

/// <summary>What the people of one arm did, summed by person.</summary>
public sealed class ArmPeople
{
    // A machine that stood still for a moment says nothing about a model; bounded, the mean has a narrow interval, and nobody waits longer gladly.
    private const double MostSeconds = 0.25;
    private readonly Dictionary<string, Totals> _people = new(StringComparer.Ordinal);

    public long Searches { get; private set; }
    public long People => _people.Count;

    public void Add(ClosedSearch search)
    {
        Searches++;
        _people[search.PersonId!] = _people.GetValueOrDefault(search.PersonId!) + new Totals(
            1, Satisfaction.Of(search), search.Clicked.Count(clicked => clicked), search.Pogo.Count(pogo => pogo),
            search.ItemIds.Length > 0 ? 1 : 0, search.Abandoned && search.ItemIds.Length > 0 ? 1 : 0,
            search.TookMs is null ? 0 : 1, search.TookMs is { } took ? Math.Min(MostSeconds, took / 1000) : 0);
    }

    /// <summary>Satisfaction (y) over searches (x).</summary>
    public PairMoments SatisfactionPerSearch() => Moments(t => t.Searches, t => t.Satisfaction);

    /// <summary>Pogo-sticks over clicks.</summary>
    public PairMoments PogoPerClick() => Moments(t => t.Clicks, t => t.Pogo);

    /// <summary>Abandoned over answered searches.</summary>
    public PairMoments AbandonedPerAnswered() => Moments(t => t.Answered, t => t.Abandoned);

    /// <summary>Searches without a result over searches.</summary>
    public PairMoments ZeroResultsPerSearch() => Moments(t => t.Searches, t => t.Searches - t.Answered);

    /// <summary>Seconds that an answer took to make, over the searches that tell.</summary>
    public PairMoments SecondsPerSearch() => Moments(t => t.Timed, t => t.Seconds);

    private PairMoments Moments(Func<Totals, double> x, Func<Totals, double> y) =>
        _people.Values.Aggregate(default(PairMoments), (moments, totals) => moments.Add(x(totals), y(totals)));

    private readonly record struct Totals(double Searches, double Satisfaction, double Clicks, double Pogo, double Answered, double Abandoned, double Timed, double Seconds)
    {
        public static Totals operator +(Totals a, Totals b) => new(
            a.Searches + b.Searches, a.Satisfaction + b.Satisfaction, a.Clicks + b.Clicks, a.Pogo + b.Pogo, a.Answered + b.Answered, a.Abandoned + b.Abandoned,
            a.Timed + b.Timed, a.Seconds + b.Seconds);
    }
}
