using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FeedbackLoop.Learning.Metrics;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Gradients and hessians of LambdaRank: for each pair of a better and a worse document of one query, the logistic pair loss times what swapping the
/// two would change in the metric. Burges, "From RankNet to LambdaRank to LambdaMART", MSR-TR-2010-82.</summary>
internal sealed class LambdaGradients
{
    private const int Lanes = 16;
    private readonly RankingDataset data;
    private readonly LambdaMartOptions options;
    private readonly (float[] Labels, float[] Gains, float[] InverseIdeal)[] draws;
    private readonly float[] discounts;
    private readonly int[] order;
    private readonly Scratch[] scratch;
    private readonly int[] tasks;
    private int round;

    public LambdaGradients(RankingDataset data, LambdaMartOptions options, int workers)
    {
        this.data = data;
        this.options = options;
        int longest = 0;
        for (int q = 0; q < data.QueryCount; q++)
        {
            longest = Math.Max(longest, data.QueryStarts[q + 1] - data.QueryStarts[q]);
        }
        discounts = new float[longest + Lanes];
        for (int rank = 0; rank < discounts.Length; rank++)
        {
            discounts[rank] = 1f / MathF.Log2(rank + 2);
        }
        order = new int[data.RowCount];
        for (int q = 0; q < data.QueryCount; q++)
        {
            for (int row = data.QueryStarts[q]; row < data.QueryStarts[q + 1]; row++)
            {
                order[row] = row - data.QueryStarts[q];
            }
        }
        draws = [.. (data.LabelDraws ?? [data.Labels]).Select(Prepare)];
        scratch = new Scratch[workers];
        for (int w = 0; w < workers; w++)
        {
            scratch[w] = new Scratch(longest);
        }
        // Tasks of about equally many rows, so that one long query does not hold up the rest.
        var starts = new List<int> { 0 };
        int perTask = Math.Max(512, data.RowCount / 256);
        for (int q = 1; q < data.QueryCount; q++)
        {
            if (data.QueryStarts[q] - data.QueryStarts[starts[^1]] >= perTask)
            {
                starts.Add(q);
            }
        }
        starts.Add(data.QueryCount);
        tasks = [.. starts];
        Debiasing = options.Debiasing is null ? null : new PositionBiasLearner(data, options.Debiasing, tasks.Length - 1);
    }

    /// <summary>The biases learnt so far, or null when they are not learnt.</summary>
    public PositionBiasLearner? Debiasing { get; }

    internal static float Gain(float label, LambdaMartOptions options) =>
        options.Gain == LabelGain.Linear ? label : (float)(Math.Pow(2, label) - 1);

    /// <summary>Fills gradients and hessians for all rows from the scores; the labels are the next draw's where there are several.</summary>
    public void Compute(WorkerTeam team, float[] scores, float[] gradients, float[] hessians)
    {
        var draw = draws[round++ % draws.Length];
        team.Run(tasks.Length - 1, (task, worker) =>
        {
            for (int q = tasks[task]; q < tasks[task + 1]; q++)
            {
                Query(q, task, scratch[worker], draw, scores, gradients, hessians);
            }
        });
        Debiasing?.Update();
    }

    /// <summary>Gain of each row and one over the ideal DCG of each query.</summary>
    private (float[] Labels, float[] Gains, float[] InverseIdeal) Prepare(float[] labels)
    {
        float[] gains = Array.ConvertAll(labels, label => Gain(label, options)), inverseIdeal = new float[data.QueryCount];
        for (int q = 0; q < inverseIdeal.Length; q++)
        {
            float[] ideal = gains[data.QueryStarts[q]..data.QueryStarts[q + 1]];
            Array.Sort(ideal, (a, b) => b.CompareTo(a));
            double dcg = 0;
            for (int rank = 0; rank < Math.Min(ideal.Length, options.Truncation); rank++)
            {
                dcg += ideal[rank] * discounts[rank];
            }
            inverseIdeal[q] = dcg > 0 ? (float)(1 / dcg) : 0;
        }
        return (labels, gains, inverseIdeal);
    }

    private void Query(int q, int task, Scratch s, (float[] Labels, float[] Gains, float[] InverseIdeal) draw, float[] scores, float[] gradients, float[] hessians)
    {
        int start = data.QueryStarts[q], n = data.QueryStarts[q + 1] - start;
        Span<float> g = gradients.AsSpan(start, n), h = hessians.AsSpan(start, n);
        if (options.Objective == RankingObjective.SquaredError)
        {
            float queryWeight = data.QueryWeights is null ? 1 : data.QueryWeights[q];
            for (int i = 0; i < n; i++)
            {
                float rowWeight = queryWeight * (data.Weights is null ? 1 : data.Weights[start + i]);
                g[i] = rowWeight * (scores[start + i] - draw.Labels[start + i]);
                h[i] = rowWeight;
            }
            return;
        }
        if (draw.InverseIdeal[q] == 0 || n < 2)
        {
            g.Clear();
            h.Clear();
            return;
        }
        ScoreOrder.Sort(scores.AsSpan(start, n), order.AsSpan(start, n), s.Keys);
        ReadOnlySpan<int> ranked = order.AsSpan(start, n);
        for (int rank = 0; rank < n; rank++)
        {
            int row = start + ranked[rank];
            s.Scores[rank] = scores[row];
            s.Gains[rank] = draw.Gains[row];
            s.Weights[rank] = data.Weights is null ? 1 : data.Weights[row];
        }
        s.Gradients.AsSpan(0, n + Lanes).Clear();
        s.Hessians.AsSpan(0, n + Lanes).Clear();
        double total = Debiasing is not null
            ? DebiasedPairs(s, n, draw.InverseIdeal[q], q, ranked, task)
            : options.Objective == RankingObjective.Map ? MapPairs(s, n) : Pairs(s, n, draw.InverseIdeal[q]);
        float scale = data.QueryWeights is null ? 1 : data.QueryWeights[q];
        if (options.NormalizeLambdas && total > 0)
        {
            scale *= (float)(Math.Log2(1 + total) / total);
        }
        for (int rank = 0; rank < n; rank++)
        {
            g[ranked[rank]] = s.Gradients[rank] * scale;
            h[ranked[rank]] = s.Hessians[rank] * scale;
        }
    }

    /// <summary>All pairs of a query under NDCG, sixteen at a time. Returns the sum of the absolute lambdas of both sides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Pairs(Scratch s, int n, float inverse)
    {
        bool normalize = options.NormalizeLambdas && s.Scores[0] != s.Scores[n - 1];
        ref float scores = ref MemoryMarshal.GetArrayDataReference(s.Scores), gains = ref MemoryMarshal.GetArrayDataReference(s.Gains);
        ref float weights = ref MemoryMarshal.GetArrayDataReference(s.Weights), discount = ref MemoryMarshal.GetArrayDataReference(discounts);
        ref float gradients = ref MemoryMarshal.GetArrayDataReference(s.Gradients), hessians = ref MemoryMarshal.GetArrayDataReference(s.Hessians);
        var sigmoid = Vector512.Create((float)options.Sigmoid);
        var lane = Vector512<int>.Indices;
        double total = 0;
        int last = Math.Min(n - 1, options.Truncation);
        for (int i = 0; i < last; i++)
        {
            var score = Vector512.Create(s.Scores[i]);
            var gain = Vector512.Create(s.Gains[i]);
            var weight = Vector512.Create(s.Weights[i]);
            var place = Vector512.Create(discounts[i]);
            Vector512<float> sumG = default, sumH = default, sumAll = default;
            for (int j = i + 1; j < n; j += Lanes)
            {
                Vector512<float> better = gain - Vector512.LoadUnsafe(ref gains, (nuint)j);
                if (j + Lanes > n)
                {
                    better = Vector512.ConditionalSelect(Vector512.LessThan(lane, Vector512.Create(n - j)).AsSingle(), better, Vector512<float>.Zero);
                }
                if (Vector512.EqualsAll(better, Vector512<float>.Zero))
                {
                    continue;
                }
                // Ranked order makes it positive; the maximum only guards the padding lanes.
                Vector512<float> distance = Vector512.Max(score - Vector512.LoadUnsafe(ref scores, (nuint)j), Vector512<float>.Zero);
                Vector512<float> delta = Vector512.Abs(better) * (place - Vector512.LoadUnsafe(ref discount, (nuint)j)) * inverse;
                if (normalize)
                {
                    delta /= Vector512.Create(0.01f) + distance;
                }
                Vector512<float> iWins = Vector512.GreaterThan(better, Vector512<float>.Zero);
                delta *= Vector512.ConditionalSelect(iWins, weight, Vector512.LoadUnsafe(ref weights, (nuint)j));
                Vector512<float> margin = Vector512.ConditionalSelect(iWins, distance, -distance) * sigmoid;
                Vector512<float> p = Vector512<float>.One / (Vector512<float>.One + FastMath.Exp(margin));
                Vector512<float> lambda = sigmoid * delta * p;
                Vector512<float> curve = sigmoid * lambda * (Vector512<float>.One - p);
                Vector512<float> signed = Vector512.ConditionalSelect(iWins, lambda, -lambda);
                sumG -= signed;
                sumH += curve;
                sumAll += lambda;
                (Vector512.LoadUnsafe(ref gradients, (nuint)j) + signed).StoreUnsafe(ref gradients, (nuint)j);
                (Vector512.LoadUnsafe(ref hessians, (nuint)j) + curve).StoreUnsafe(ref hessians, (nuint)j);
            }
            s.Gradients[i] += Vector512.Sum(sumG);
            s.Hessians[i] += Vector512.Sum(sumH);
            total += 2.0 * Vector512.Sum(sumAll);
        }
        return total;
    }

    /// <summary>The same, one pair at a time: the twin that the tests compare with.</summary>
    internal static double PairsScalar(ReadOnlySpan<float> scores, ReadOnlySpan<float> gains, ReadOnlySpan<float> weights, float inverse,
        LambdaMartOptions options, Span<float> gradients, Span<float> hessians)
    {
        int n = scores.Length;
        bool normalize = options.NormalizeLambdas && scores[0] != scores[n - 1];
        double total = 0;
        for (int i = 0; i < Math.Min(n - 1, options.Truncation); i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                if (gains[i] == gains[j])
                {
                    continue;
                }
                (int high, int low) = gains[i] > gains[j] ? (i, j) : (j, i);
                double margin = scores[high] - scores[low];
                double delta = (gains[high] - gains[low]) * Math.Abs((1 / Math.Log2(i + 2)) - (1 / Math.Log2(j + 2))) * inverse * weights[high];
                delta /= normalize ? 0.01 + Math.Abs(margin) : 1;
                double p = 1 / (1 + Math.Exp(options.Sigmoid * margin));
                double lambda = options.Sigmoid * delta * p, curve = options.Sigmoid * lambda * (1 - p);
                gradients[high] -= (float)lambda;
                gradients[low] += (float)lambda;
                hessians[high] += (float)curve;
                hessians[low] += (float)curve;
                total += 2 * lambda;
            }
        }
        return total;
    }

    /// <summary>All pairs under average precision. Swapping a relevant document at rank b with an irrelevant one at rank a &lt; b (0-based) changes AP by
    /// (hits(a) + 1)/(a + 1) - hits(b)/(b + 1) and by 1/(r + 1) for each relevant rank r between them, over the number of relevant documents.</summary>
    private double MapPairs(Scratch s, int n)
    {
        Span<float> hits = s.Extra.AsSpan(0, n), between = s.Extra2.AsSpan(0, n);
        float count = 0, reciprocal = 0;
        for (int rank = 0; rank < n; rank++)
        {
            if (s.Gains[rank] > 0)
            {
                count++;
                reciprocal += 1f / (rank + 1);
            }
            hits[rank] = count;
            between[rank] = reciprocal;
        }
        if (count == 0 || count == n)
        {
            return 0;
        }
        double total = 0;
        for (int i = 0; i < Math.Min(n - 1, options.Truncation); i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                bool iRelevant = s.Gains[i] > 0;
                if (iRelevant == s.Gains[j] > 0)
                {
                    continue;
                }
                float top = iRelevant ? hits[i] : hits[i] + 1;
                float delta = Math.Abs((top / (i + 1)) - (hits[j] / (j + 1)) + between[j - 1] - between[i]) / count;
                (int high, int low) = iRelevant ? (i, j) : (j, i);
                float margin = s.Scores[high] - s.Scores[low];
                delta *= s.Weights[high];
                delta /= options.NormalizeLambdas ? 0.01f + Math.Abs(margin) : 1;
                float p = 1 / (1 + MathF.Exp((float)options.Sigmoid * margin));
                float lambda = (float)options.Sigmoid * delta * p, curve = (float)options.Sigmoid * lambda * (1 - p);
                s.Gradients[high] -= lambda;
                s.Gradients[low] += lambda;
                s.Hessians[high] += curve;
                s.Hessians[low] += curve;
                total += 2 * lambda;
            }
        }
        return total;
    }

    /// <summary>NDCG pairs with both sides' position bias divided out; the pair losses are what the next biases come from.</summary>
    private double DebiasedPairs(Scratch s, int n, float inverse, int q, ReadOnlySpan<int> ranked, int task)
    {
        PositionBiasLearner bias = Debiasing!;
        bool normalize = options.NormalizeLambdas && s.Scores[0] != s.Scores[n - 1];
        float sessions = data.QueryWeights is null ? 1 : data.QueryWeights[q];
        double total = 0;
        for (int i = 0; i < Math.Min(n - 1, options.Truncation); i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                if (s.Gains[i] == s.Gains[j])
                {
                    continue;
                }
                (int high, int low) = s.Gains[i] > s.Gains[j] ? (i, j) : (j, i);
                float margin = s.Scores[high] - s.Scores[low];
                float delta = (s.Gains[high] - s.Gains[low]) * (discounts[i] - discounts[j]) * inverse * s.Weights[high];
                delta /= normalize ? 0.01f + Math.Abs(margin) : 1;
                float weight = bias.PairWeight(task, data.QueryStarts[q] + ranked[high], data.QueryStarts[q] + ranked[low], sessions * delta * Softplus(-(float)options.Sigmoid * margin));
                float p = 1 / (1 + MathF.Exp((float)options.Sigmoid * margin));
                float lambda = (float)options.Sigmoid * delta * p * weight, curve = (float)options.Sigmoid * lambda * (1 - p);
                s.Gradients[high] -= lambda;
                s.Gradients[low] += lambda;
                s.Hessians[high] += curve;
                s.Hessians[low] += curve;
                total += 2 * lambda;
            }
        }
        return total;
    }

    private static float Softplus(float x) => x > 20 ? x : MathF.Log(1 + MathF.Exp(x));

    /// <summary>One worker's buffers, in rank order, padded so that the last vector may run over.</summary>
    private sealed class Scratch(int longest)
    {
        public readonly float[] Scores = new float[longest + Lanes];
        public readonly float[] Gains = new float[longest + Lanes];
        public readonly float[] Weights = new float[longest + Lanes];
        public readonly float[] Gradients = new float[longest + Lanes];
        public readonly float[] Hessians = new float[longest + Lanes];
        public readonly float[] Extra = new float[longest];
        public readonly float[] Extra2 = new float[longest];
        public readonly long[] Keys = new long[longest];
    }
}
