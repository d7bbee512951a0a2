using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Finds the best split of a leaf on one feature from its histogram: for each cut, GL²/(HL+λ) + GR²/(HR+λ).</summary>
internal sealed unsafe class SplitFinder(RankingDataset data, LambdaMartOptions options)
{
    private readonly bool plain = options.L1 == 0 && options.Monotone is null;
    private double unitG, unitH, l2;

    /// <summary>Tells the units of this tree's packed sums.</summary>
    public void SetUnits(PackedGradients packed)
    {
        unitG = packed.GradientUnit;
        unitH = packed.HessianUnit;
        l2 = options.L2 / unitH;
    }

    /// <summary>Gain of a leaf as it stands, in packed units.</summary>
    public double LeafGain(long sum, in LeafBounds bounds)
    {
        double g = PackedGradients.Gradient(sum), h = PackedGradients.Hessian(sum);
        return plain ? g * g / (h + l2) : GainOf(g, h, Output(g, h, bounds));
    }

    /// <summary>Optimal value of a leaf, within its bounds, before shrinkage.</summary>
    public double Output(double g, double h, in LeafBounds bounds)
    {
        double realG = g * unitG, penalised = Math.Sign(realG) * Math.Max(0, Math.Abs(realG) - options.L1);
        return Math.Clamp(-penalised / ((h * unitH) + options.L2), bounds.Low, bounds.High);
    }

    /// <summary>Puts the best split on <paramref name="feature"/> into <paramref name="best"/> if it beats what is there.</summary>
    /// <param name="histogram">Packed sums per bin.</param>
    /// <param name="feature">Column.</param>
    /// <param name="leaf">Packed sum, rows, bounds of the leaf.</param>
    /// <param name="parentGain">What must be beaten, in packed units.</param>
    /// <param name="best">Best split so far.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public void Find(long* histogram, int feature, in Leaf leaf, double parentGain, ref Split best)
    {
        FeatureBins bins = data.Bins[feature];
        if (bins.Count < 2)
        {
            return;
        }
        double least = Math.Max(1, Math.Max(options.MinHessianInLeaf / unitH,
            (options.MinDataInLeaf - 0.5) * PackedGradients.Hessian(leaf.Sum) / leaf.Count));
        if (bins.Categories is not null)
        {
            FindCategorical(histogram, feature, bins, leaf, least, parentGain, ref best);
            return;
        }
        long* prefix = stackalloc long[256 + Vector512<int>.Count];
        long running = 0;
        for (int b = 0; b < bins.ValueBins; b++)
        {
            running += histogram[b];
            prefix[b] = running;
        }
        // A cut at the last value bin separates all values from the missing ones; without a missing bin it is no cut.
        int cuts = bins.HasMissing ? bins.ValueBins : bins.ValueBins - 1;
        Scan(prefix, cuts, 0, feature, false, leaf, least, parentGain, ref best);
        if (bins.HasMissing && histogram[bins.Count - 1] != 0)
        {
            Scan(prefix, bins.ValueBins - 1, histogram[bins.Count - 1], feature, true, leaf, least, parentGain, ref best);
        }
    }

    private void Scan(long* prefix, int cuts, long missing, int feature, bool missingLeft, in Leaf leaf, double least, double parentGain, ref Split best)
    {
        (double gain, int bin) = plain
            ? ScanVector(prefix, cuts, missing, leaf.Sum, least, l2, best.Gain + parentGain)
            : ScanScalar(prefix, cuts, missing, feature, leaf, least);
        gain -= parentGain;
        if (gain > best.Gain)
        {
            best = new Split { Gain = gain, Feature = feature, Bin = bin, MissingLeft = missingLeft, Left = prefix[bin] + missing };
        }
    }

    /// <summary>Sixteen cuts at a time, in single precision: sums have 31 bits, and cuts whose gains differ only past the seventh digit are equally good.
    /// The gain of the best is then computed again in double, unless it cannot beat <paramref name="beat"/>. <paramref name="prefix"/> must be readable to a multiple of sixteen past <paramref name="cuts"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static (double Gain, int Bin) ScanVector(long* prefix, int cuts, long missing, long sum, double least, double l2, double beat = double.NegativeInfinity)
    {
        int offsetG = PackedGradients.Gradient(missing), offsetH = (int)PackedGradients.Hessian(missing);
        var totalG = Vector512.Create((float)PackedGradients.Gradient(sum));
        var totalH = Vector512.Create((float)PackedGradients.Hessian(sum));
        var addG = Vector512.Create(offsetG);
        var addH = Vector512.Create(offsetH);
        var penalty = Vector512.Create((float)l2);
        var limit = Vector512.Create((float)least);
        Vector512<int> evens = Vector512.CreateSequence(0, 2), odds = Vector512.CreateSequence(1, 2);
        var bestGain = Vector512.Create(float.NegativeInfinity);
        var bestBin = Vector512<int>.Zero;
        Vector512<int> bin = Vector512<int>.Indices, end = Vector512.Create(cuts);
        for (int b = 0; b < cuts; b += Vector512<int>.Count)
        {
            Vector512<int> first = Vector512.Load(prefix + b).AsInt32(), second = Vector512.Load(prefix + b + Vector512<long>.Count).AsInt32();
            Vector512<int> h, g;
            if (Avx512F.IsSupported)
            {
                h = Avx512F.PermuteVar16x32x2(first, evens, second);
                g = Avx512F.PermuteVar16x32x2(first, odds, second);
            }
            else
            {
                h = Vector512.Narrow(first.AsInt64(), second.AsInt64());
                g = Vector512.Narrow(Vector512.ShiftRightArithmetic(first.AsInt64(), 32), Vector512.ShiftRightArithmetic(second.AsInt64(), 32));
            }
            Vector512<float> gl = Vector512.ConvertToSingle(g + addG), hl = Vector512.ConvertToSingle(h + addH);
            Vector512<float> gr = totalG - gl, hr = totalH - hl;
            Vector512<float> allowed = Vector512.GreaterThanOrEqual(Vector512.Min(hl, hr), limit) & Vector512.LessThan(bin, end).AsSingle();
            hl += penalty;
            hr += penalty;
            // One division for both sides.
            Vector512<float> gain = ((gl * gl * hr) + (gr * gr * hl)) / (hl * hr);
            Vector512<float> better = allowed & Vector512.GreaterThan(gain, bestGain);
            bestGain = Vector512.ConditionalSelect(better, gain, bestGain);
            bestBin = Vector512.ConditionalSelect(better.AsInt32(), bin, bestBin);
            bin += Vector512.Create(Vector512<int>.Count);
        }
        // Most features do not come near the best so far, so that which cut was theirs does not matter. The margin covers the rounding.
        float best = Largest(bestGain);
        if (!(best > beat - Math.Abs(beat * 1e-5)))
        {
            return (double.NegativeInfinity, 0);
        }
        Vector512<int> candidates = Vector512.ConditionalSelect(Vector512.Equals(bestGain, Vector512.Create(best)).AsInt32(), bestBin, Vector512.Create(int.MaxValue));
        int at = int.MaxValue;
        for (int i = 0; i < Vector512<int>.Count; i++)
        {
            at = Math.Min(at, candidates[i]);
        }
        return (Gain(prefix[at] + missing, sum, l2), at);
    }

    private static float Largest(Vector512<float> values)
    {
        Vector256<float> eight = Vector256.Max(values.GetLower(), values.GetUpper());
        Vector128<float> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    private static double Gain(long left, long sum, double l2)
    {
        double gl = PackedGradients.Gradient(left), hl = PackedGradients.Hessian(left) + l2;
        double gr = PackedGradients.Gradient(sum - left), hr = PackedGradients.Hessian(sum - left) + l2;
        return (gl * gl / hl) + (gr * gr / hr);
    }

    /// <summary>One cut at a time, with L1 and monotone constraints; without them the twin of <see cref="ScanVector"/>.</summary>
    internal (double Gain, int Bin) ScanScalar(long* prefix, int cuts, long missing, int feature, in Leaf leaf, double least)
    {
        double best = double.NegativeInfinity;
        int at = 0;
        int direction = options.Monotone?[feature] ?? 0;
        for (int b = 0; b < cuts; b++)
        {
            long left = prefix[b] + missing, right = leaf.Sum - left;
            double hl = PackedGradients.Hessian(left), hr = PackedGradients.Hessian(right);
            if (hl < least || hr < least)
            {
                continue;
            }
            double gl = PackedGradients.Gradient(left), gr = PackedGradients.Gradient(right);
            double outL = Output(gl, hl, leaf.Bounds), outR = Output(gr, hr, leaf.Bounds);
            if (direction * (outR - outL) < 0)
            {
                continue;
            }
            double gain = GainOf(gl, hl, outL) + GainOf(gr, hr, outR);
            if (gain > best)
            {
                best = gain;
                at = b;
            }
        }
        return (best, at);
    }

    /// <summary>Loss reduction, in packed units, of giving a side the value w: -(2Gw + (H+λ)w² + 2 L1 |w|).</summary>
    private double GainOf(double g, double h, double w)
    {
        double real = -((2 * g * unitG * w) + (((h * unitH) + options.L2) * w * w) + (2 * options.L1 * Math.Abs(w)));
        return real * unitH / (unitG * unitG);
    }

    /// <summary>Orders the categories by gradient over hessian and cuts that order, which finds the best set for a convex loss (Fisher 1958). Missing and
    /// rare categories always go right.</summary>
    private void FindCategorical(long* histogram, int feature, FeatureBins bins, in Leaf leaf, double least, double parentGain, ref Split best)
    {
        const double Smoothing = 10; // rows' worth of hessian: a rare category's ratio is not to be trusted (LightGBM's cat_smooth)
        double smooth = Smoothing * PackedGradients.Hessian(leaf.Sum) / leaf.Count;
        Span<double> ratio = stackalloc double[256];
        Span<int> order = stackalloc int[256];
        int used = 0;
        for (int b = 0; b < bins.ValueBins; b++)
        {
            if (histogram[b] != 0)
            {
                ratio[used] = PackedGradients.Gradient(histogram[b]) / (PackedGradients.Hessian(histogram[b]) + smooth);
                order[used++] = b;
            }
        }
        ratio[..used].Sort(order[..used]);
        for (int side = 0; side < 2; side++)
        {
            long left = 0;
            for (int k = 0; k < used; k++)
            {
                left += histogram[side == 0 ? order[k] : order[used - 1 - k]];
                long right = leaf.Sum - left;
                double hl = PackedGradients.Hessian(left), hr = PackedGradients.Hessian(right);
                if (hl < least || hr < least)
                {
                    continue;
                }
                double gl = PackedGradients.Gradient(left), gr = PackedGradients.Gradient(right);
                double gain = GainOf(gl, hl, Output(gl, hl, leaf.Bounds)) + GainOf(gr, hr, Output(gr, hr, leaf.Bounds)) - parentGain;
                if (gain > best.Gain)
                {
                    BinSet set = default;
                    for (int i = 0; i <= k; i++)
                    {
                        set.Add(side == 0 ? order[i] : order[used - 1 - i]);
                    }
                    best = new Split { Gain = gain, Feature = feature, IsCategorical = true, LeftBins = set, Left = left };
                }
            }
        }
    }
}
