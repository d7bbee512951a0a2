using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Bench.Learning;

/// <summary>People with a known position bias who click on rankings of judged documents: the simulation of ULTRA and of Hu et al. 2019.</summary>
internal sealed class ClickWorld
{
    public const int Positions = 10;
    private static readonly double[] Examination = [.68, .61, .48, .34, .28, .20, .11, .10, .08, .06];

    public required RankingRows Rows { get; init; }

    public required int[] Starts { get; init; }

    /// <summary>Share of all clicks on irrelevant results.</summary>
    public required double Noise { get; init; }

    /// <summary>Severity of the position bias.</summary>
    public required double Eta { get; init; }

    /// <summary>Whether people also trust the ranker: they take irrelevant results for relevant near the top.</summary>
    public required bool Trust { get; init; }

    public static ClickWorld Create(RankingRows rows, double eta, double noise, bool trust)
    {
        int[] starts = new int[rows.GroupSizes.Length + 1];
        for (int q = 0; q < rows.GroupSizes.Length; q++)
        {
            starts[q + 1] = starts[q] + rows.GroupSizes[q];
        }
        return new ClickWorld { Rows = rows, Starts = starts, Eta = eta, Noise = noise, Trust = trust };
    }

    /// <summary>True chance of examination at a 1-based position.</summary>
    public double Examined(int position) => Math.Pow(Examination[position - 1], Eta);

    /// <summary>True propensities relative to position 1.</summary>
    public PositionBiasModel Truth => new() { Propensities = [.. Enumerable.Range(1, Positions).Select(k => Examined(k) / Examined(1))] };

    /// <summary>Chance of a click on an examined result.</summary>
    public double Attraction(int row, int position)
    {
        double most = Math.Pow(2, Rows.Labels.Max()) - 1, relevance = (Math.Pow(2, Rows.Labels[row]) - 1) / most;
        double noise = Trust ? Math.Min(0.65, Noise + (0.5 / position)) : Noise; // trust: wrong clicks fall off with the rank
        return noise + ((1 - noise) * relevance);
    }

    /// <summary>Ranking of each query's rows by a scorer, best first, cut at the last position.</summary>
    public int[][] Rank(Committee model)
    {
        float[] scores = model.Score(Rows);
        return [.. Enumerable.Range(0, Rows.GroupSizes.Length).Select(q =>
        {
            int[] order = new int[Rows.GroupSizes[q]];
            RankingMetrics.Rank(scores.AsSpan(Starts[q], order.Length), order);
            return order.Take(Positions).Select(i => Starts[q] + i).ToArray();
        })];
    }

    /// <summary>Simulates sessions and reports each shown result.</summary>
    /// <param name="first">Rankings of the logging ranker.</param>
    /// <param name="second">Rankings of a challenger: half of the sessions are then team-draft interleavings of both, the others A/B arms, as in the product
    /// while it tests one. Null: none.</param>
    /// <param name="sessions">Number of sessions.</param>
    /// <param name="random">Randomness.</param>
    /// <param name="session">Gets the query, the rows shown and the clicks.</param>
    public void Simulate(int[][] first, int[][]? second, int sessions, Random random, Action<int, IReadOnlyList<int>, bool[]> session)
    {
        bool[] clicks = new bool[Positions];
        for (int s = 0; s < sessions; s++)
        {
            int q = random.Next(first.Length);
            IReadOnlyList<int> list = second is null ? first[q] : random.Next(4) is var arm and < 2 ? (arm == 0 ? first : second)[q] : TeamDraft.Merge<int>([first[q], second[q]], Positions, random.Next()).Items;
            for (int k = 1; k <= list.Count; k++)
            {
                clicks[k - 1] = random.NextDouble() < Examined(k) * Attraction(list[k - 1], k);
            }
            session(q, list, clicks);
        }
    }
}
