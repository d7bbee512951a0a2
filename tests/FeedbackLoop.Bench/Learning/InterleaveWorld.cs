using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.Metrics;

namespace FeedbackLoop.Bench.Learning;

/// <summary>People who search twice as long a list as they see, and two rankers that know relevance up to an error.</summary>
/// <param name="appetite">Deviation of the logarithm of how much a person clicks; 0: all alike.</param>
/// <param name="depth">Deviation of the logarithm of the severity of a person's position bias; 0: all alike.</param>
internal sealed class InterleaveWorld(double appetite, double depth)
{
    public const int Documents = 25, Shown = 10;
    private static readonly double[] Examination = [.68, .61, .48, .34, .28, .20, .11, .10, .08, .06];

    /// <summary>Names of <see cref="Metrics"/>.</summary>
    public static string[] MetricNames { get; } = ["any click", "clicks", "reciprocal rank of the first click", "discounted clicks", "clicks on the first three"];

    public Person NewPerson(Random random) =>
        new(Math.Exp((appetite * Gauss(random)) - (appetite * appetite / 2)), Math.Exp(depth * Gauss(random)));

    /// <summary>Most documents are worthless, few are good.</summary>
    public static double[] Relevance(Random random)
    {
        double[] relevance = new double[Documents];
        for (int d = 0; d < Documents; d++)
        {
            double u = random.NextDouble();
            relevance[d] = u < 0.5 ? 0 : u < 0.75 ? 1 : u < 0.9 ? 2 : u < 0.97 ? 3 : 4;
        }
        return relevance;
    }

    /// <summary>A ranker that sees the grade through noise.</summary>
    public static int[] Rank(double[] relevance, double noise, double[] errors)
    {
        float[] scores = new float[Documents];
        for (int d = 0; d < Documents; d++)
        {
            scores[d] = (float)(relevance[d] + (noise * errors[d]));
        }
        int[] order = new int[Documents];
        RankingMetrics.Rank(scores, order);
        return order;
    }

    public static double[] Errors(Random random) => [.. Enumerable.Range(0, Documents).Select(_ => Gauss(random))];

    /// <summary>Errors of the same size that correlate with the given ones.</summary>
    public static double[] Mix(double[] errors, double correlation, Random random) =>
        [.. errors.Select(e => (correlation * e) + (Math.Sqrt(1 - (correlation * correlation)) * Gauss(random)))];

    public static double MeanNdcg(double noise)
    {
        var random = new Random(12345);
        double sum = 0;
        const int Queries = 20_000;
        for (int q = 0; q < Queries; q++)
        {
            double[] relevance = Relevance(random);
            int[] order = Rank(relevance, noise, Errors(random));
            float[] labels = [.. order.Select(d => (float)relevance[d])], scores = [.. order.Select((_, i) => (float)-i)];
            sum += RankingMetrics.Ndcg(scores, labels, 10);
        }
        return sum / Queries;
    }

    /// <summary>What an A/B test sees of one search.</summary>
    /// <param name="person">Who.</param>
    /// <param name="ranking">What is shown.</param>
    /// <param name="relevance">Of each document.</param>
    /// <param name="luck">Uniform draws, one per document.</param>
    public static double[] Metrics(Person person, int[] ranking, double[] relevance, double[] luck)
    {
        double clicks = 0, first = 0, discounted = 0, top = 0;
        for (int k = 0; k < Shown; k++)
        {
            if (luck[ranking[k]] < ClickChance(person, relevance[ranking[k]], k))
            {
                clicks++;
                first = first == 0 ? 1.0 / (k + 1) : first;
                discounted += 1 / Math.Log2(k + 2);
                top += k < 3 ? 1 : 0;
            }
        }
        return [clicks > 0 ? 1 : 0, clicks, first, discounted, top];
    }

    /// <summary>Credits of one interleaved search: by rank and by team.</summary>
    public static (double ByRank, double ByTeam) Credits(Person person, int[] a, int[] b, double[] relevance, Random random)
    {
        InterleavedList<int> list = TeamDraft.Merge<int>([a, b], Shown, random.Next());
        double[] worth = [.. list.Items.Select((d, k) => random.NextDouble() < ClickChance(person, relevance[d], k) ? 1.0 : 0.0)];
        float[] first = [.. list.Items.Select(d => -(float)Array.IndexOf(a, d))], second = [.. list.Items.Select(d => -(float)Array.IndexOf(b, d))];
        return (InterleavingCredit.ByRank(worth, first, second), InterleavingCredit.Paired(list.Teams, worth));
    }

    private static double ClickChance(Person person, double relevance, int position) =>
        Math.Pow(Examination[position], person.Severity) * Math.Min(1, person.Appetite * (0.1 + (0.9 * (Math.Pow(2, relevance) - 1) / 15)));

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>How one person differs from the others.</summary>
    internal readonly record struct Person(double Appetite, double Severity);
}
