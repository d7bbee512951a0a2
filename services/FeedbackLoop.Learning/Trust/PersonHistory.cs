namespace FeedbackLoop.Learning.Trust;

/// <summary>Impressions, person after person, and within a person document after document.</summary>
internal sealed class PersonHistory
{
    private readonly PersonImpression[] sorted;
    private readonly OwnCounts[] counts;
    private readonly int[] starts;

    public PersonHistory(ReadOnlySpan<PersonImpression> impressions, int people, int documents)
    {
        (People, Documents) = (people, documents);
        starts = new int[people + 1];
        foreach (PersonImpression shown in impressions)
        {
            starts[shown.Person + 1]++;
        }
        for (int person = 0; person < people; person++)
        {
            Longest = Math.Max(Longest, starts[person + 1]);
            starts[person + 1] += starts[person];
        }
        int[] next = starts[..^1];
        sorted = new PersonImpression[impressions.Length];
        foreach (PersonImpression shown in impressions)
        {
            sorted[next[shown.Person]++] = shown;
        }
        counts = new OwnCounts[sorted.Length];
        for (int person = 0; person < people; person++)
        {
            Span<PersonImpression> own = sorted.AsSpan(starts[person], starts[person + 1] - starts[person]);
            // All fields decide, so that equal logs give equal sums whatever their order was.
            own.Sort(static (a, b) => (a.Document, a.Propensity, a.Clicked).CompareTo((b.Document, b.Propensity, b.Clicked)));
            for (int from = 0, to; from < own.Length; from = to)
            {
                var sum = default(OwnCounts);
                for (to = from; to < own.Length && own[to].Document == own[from].Document; to++)
                {
                    sum = new OwnCounts(sum.Clicks + (own[to].Clicked ? 1 : 0), sum.Shown + 1, sum.Examined + (float)own[to].Propensity);
                }
                counts.AsSpan(starts[person] + from, to - from).Fill(sum);
            }
        }
    }

    public int People { get; }

    public int Documents { get; }

    /// <summary>Most impressions of one person.</summary>
    public int Longest { get; }

    public ReadOnlySpan<PersonImpression> Of(int person) => sorted.AsSpan(starts[person], starts[person + 1] - starts[person]);

    /// <summary>For each impression of <see cref="Of"/> the person's own counts of its document, to be taken out of everybody's.</summary>
    public ReadOnlySpan<OwnCounts> CountsOf(int person) => counts.AsSpan(starts[person], starts[person + 1] - starts[person]);

    /// <summary>One person's clicks, impressions and examinations of one document.</summary>
    public readonly record struct OwnCounts(int Clicks, int Shown, float Examined);
}
