namespace FeedbackLoop.Learning.Metrics;

/// <summary>Quality of a ranking against labels. One query at a time: <c>scores</c> and <c>labels</c> are parallel, in any order.</summary>
/// <remarks>Ties: documents with equal scores are ranked in the order in which they are given, as LightGBM does, so a constant scorer is worth the incoming
/// order; <see cref="PairwiseAccuracy"/> counts a tie as half. A query without any relevant document: NDCG is 1 (there is nothing to get wrong; LightGBM's
/// rule), the other metrics are 0.</remarks>
public static class RankingMetrics
{
    private const int StackLimit = 512;

    /// <summary>Normalised discounted cumulative gain at <paramref name="cutoff"/>, gain 2^label - 1 (or the label itself when <paramref name="linearGain"/>),
    /// discount 1/log2(1 + rank). Järvelin and Kekäläinen 2002; Burges 2005.</summary>
    public static double Ndcg(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int cutoff, bool linearGain = false)
    {
        Span<int> order = labels.Length <= StackLimit ? stackalloc int[labels.Length] : new int[labels.Length];
        Rank(labels, order);
        double ideal = Dcg(labels, order, cutoff, linearGain);
        if (ideal <= 0)
        {
            return 1;
        }
        Rank(scores, order);
        return Dcg(labels, order, cutoff, linearGain) / ideal;
    }

    /// <summary>Discounted cumulative gain of the ranking by <paramref name="scores"/>, not normalised.</summary>
    public static double Dcg(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int cutoff, bool linearGain = false)
    {
        Span<int> order = labels.Length <= StackLimit ? stackalloc int[labels.Length] : new int[labels.Length];
        Rank(scores, order);
        return Dcg(labels, order, cutoff, linearGain);
    }

    /// <summary>Expected reciprocal rank of a cascading person who stops at a document with the chance (2^label - 1)/2^<paramref name="maxLabel"/>
    /// (Chapelle et al. 2009).</summary>
    public static double Err(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int cutoff, float maxLabel) =>
        ExpectedReciprocal(scores, labels, cutoff, maxLabel, default);

    /// <summary>Expected reciprocal dwell: as <see cref="Err"/>, but each stop counts with the share of <paramref name="dwellSeconds"/> in the longest dwell
    /// of the query, so that a page left at once earns little.</summary>
    public static double ExpectedReciprocalDwell(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> dwellSeconds, int cutoff, float maxLabel) =>
        ExpectedReciprocal(scores, labels, cutoff, maxLabel, dwellSeconds);

    /// <summary>Average precision at <paramref name="cutoff"/>; a label above zero is relevant. Divided by the relevant documents, at most the cutoff.</summary>
    public static double AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int cutoff = int.MaxValue)
    {
        Span<int> order = labels.Length <= StackLimit ? stackalloc int[labels.Length] : new int[labels.Length];
        Rank(scores, order);
        double sum = 0;
        int hits = 0, relevant = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            if (labels[order[rank]] > 0)
            {
                relevant++;
                if (rank < cutoff)
                {
                    sum += (double)++hits / (rank + 1);
                }
            }
        }
        return relevant == 0 ? 0 : sum / Math.Min(relevant, cutoff);
    }

    /// <summary>1 over the rank of the first relevant document, 0 when there is none within <paramref name="cutoff"/>.</summary>
    public static double ReciprocalRank(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int cutoff = int.MaxValue)
    {
        Span<int> order = labels.Length <= StackLimit ? stackalloc int[labels.Length] : new int[labels.Length];
        Rank(scores, order);
        for (int rank = 0; rank < Math.Min(cutoff, order.Length); rank++)
        {
            if (labels[order[rank]] > 0)
            {
                return 1.0 / (rank + 1);
            }
        }
        return 0;
    }

    /// <summary>Share of relevant documents among the first <paramref name="cutoff"/>; places past the end count as irrelevant.</summary>
    public static double Precision(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int cutoff)
    {
        Span<int> order = labels.Length <= StackLimit ? stackalloc int[labels.Length] : new int[labels.Length];
        Rank(scores, order);
        int hits = 0;
        for (int rank = 0; rank < Math.Min(cutoff, order.Length); rank++)
        {
            hits += labels[order[rank]] > 0 ? 1 : 0;
        }
        return (double)hits / cutoff;
    }

    /// <summary>Share of the pairs with different labels that the scores order rightly; equal scores count half. 1 without such a pair.</summary>
    public static double PairwiseAccuracy(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels)
    {
        (double right, double pairs) = PairCounts(scores, labels);
        return pairs == 0 ? 1 : right / pairs;
    }

    /// <summary>Rightly ordered pairs and pairs of one query, to be summed over queries.</summary>
    public static (double Right, double Pairs) PairCounts(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels)
    {
        CheckLengths(scores, labels);
        double right = 0, pairs = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            for (int j = i + 1; j < labels.Length; j++)
            {
                if (labels[i] != labels[j])
                {
                    float margin = labels[i] > labels[j] ? scores[i] - scores[j] : scores[j] - scores[i];
                    right += margin > 0 ? 1 : margin == 0 ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return (right, pairs);
    }

    /// <summary>Mean of a per-query metric over groups of rows.</summary>
    /// <param name="scores">All rows' scores.</param>
    /// <param name="labels">All rows' labels.</param>
    /// <param name="groupSizes">Rows per query.</param>
    /// <param name="metric">Metric of one query.</param>
    public static double Mean(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<int> groupSizes, Func<ReadOnlySpan<float>, ReadOnlySpan<float>, double> metric)
    {
        CheckLengths(scores, labels);
        double sum = 0;
        int start = 0;
        foreach (int size in groupSizes)
        {
            sum += metric(scores.Slice(start, size), labels.Slice(start, size));
            start += size;
        }
        return groupSizes.Length == 0 ? 0 : sum / groupSizes.Length;
    }

    /// <summary>Fills <paramref name="order"/> with indices by falling score, equal scores in the given order. NaN ranks last.</summary>
    public static void Rank(ReadOnlySpan<float> scores, Span<int> order)
    {
        if (order.Length != scores.Length)
        {
            throw new ArgumentException($"{scores.Length} scores cannot be ranked into {order.Length} places.", nameof(order));
        }
        Span<long> keys = scores.Length <= StackLimit ? stackalloc long[scores.Length] : new long[scores.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            float score = float.IsNaN(scores[i]) ? float.NegativeInfinity : scores[i] == 0 ? 0 : scores[i];
            int bits = BitConverter.SingleToInt32Bits(score);
            keys[i] = ((long)~(bits ^ ((bits >> 31) & int.MaxValue)) << 32) | (uint)i;
        }
        keys.Sort();
        for (int i = 0; i < keys.Length; i++)
        {
            order[i] = (int)(uint)keys[i];
        }
    }

    private static double Dcg(ReadOnlySpan<float> labels, ReadOnlySpan<int> order, int cutoff, bool linearGain)
    {
        double sum = 0;
        for (int rank = 0; rank < Math.Min(cutoff, order.Length); rank++)
        {
            double label = labels[order[rank]];
            sum += (linearGain ? label : Math.Pow(2, label) - 1) / Math.Log2(rank + 2);
        }
        return sum;
    }

    private static double ExpectedReciprocal(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int cutoff, float maxLabel, ReadOnlySpan<float> dwell)
    {
        Span<int> order = labels.Length <= StackLimit ? stackalloc int[labels.Length] : new int[labels.Length];
        Rank(scores, order);
        float longest = 0;
        foreach (float seconds in dwell)
        {
            longest = Math.Max(longest, seconds);
        }
        double sum = 0, stillLooking = 1;
        for (int rank = 0; rank < Math.Min(cutoff, order.Length); rank++)
        {
            double stop = (Math.Pow(2, labels[order[rank]]) - 1) / Math.Pow(2, maxLabel);
            double worth = dwell.IsEmpty ? 1 : longest > 0 ? dwell[order[rank]] / longest : 0;
            sum += stillLooking * stop * worth / (rank + 1);
            stillLooking *= 1 - stop;
        }
        return sum;
    }

    private static void CheckLengths(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels)
    {
        if (scores.Length != labels.Length)
        {
            throw new ArgumentException($"{scores.Length} scores do not fit {labels.Length} labels.", nameof(labels));
        }
    }
}
