using System.Runtime.Intrinsics;

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
        long* prefix = stackalloc long[256 + Vector512<long>.Count];
        long running = 0;
        for (int b = 0; b < bins.ValueBins; b++)
        {
            running += histogram[b];
            prefix[b] = running;
        }
        // A cut at the last value bin separates all values from the missing ones; without a missing bin it is no cut.
        int cuts = bins.HasMissing ? bins.ValueBins : bins.ValueBins - 1;
        for (int b = cuts; b < cuts + Vector512<long>.Count; b++)
        {
            prefix[b] = leaf.Sum; // nothing on the right, never chosen
        }
        Scan(prefix, cuts, 0, feature, false, leaf, least, parentGain, ref best);
        if (bins.HasMissing && histogram[bins.Count - 1] != 0)
        {
            Scan(prefix, bins.ValueBins - 1, histogram[bins.Count - 1], feature, true, leaf, least, parentGain, ref best);
        }
    }

    private void Scan(long* prefix, int cuts, long missing, int feature, bool missingLeft, in Leaf leaf, double least, double parentGain, ref Split best)
    {
        (double gain, int bin) = plain
            ? ScanVector(prefix, cuts, missing, leaf.Sum, least, l2)
            : ScanScalar(prefix, cuts, missing, feature, leaf, least);
        gain -= parentGain;
        if (gain > best.Gain)
        {
            best = new Split { Gain = gain, Feature = feature, Bin = bin, MissingLeft = missingLeft, Left = prefix[bin] + missing };
        }
    }

    /// <summary>Eight cuts at a time. <paramref name="prefix"/> must be readable to a multiple of eight past <paramref name="cuts"/>.</summary>
    internal static (double Gain, int Bin) ScanVector(long* prefix, int cuts, long missing, long sum, double least, double l2)
    {
        var total = Vector512.Create(sum);
        var offset = Vector512.Create(missing);
        var low = Vector512.Create(0xFFFFFFFFL);
        var penalty = Vector512.Create(l2);
        var limit = Vector512.Create(least);
        var bestGain = Vector512.Create(double.NegativeInfinity);
        var bestBin = Vector512<long>.Zero;
        Vector512<long> bin = Vector512<long>.Indices, step = Vector512.Create((long)Vector512<long>.Count), end = Vector512.Create((long)cuts);
        for (int b = 0; b < cuts; b += Vector512<long>.Count)
        {
            Vector512<long> left = Vector512.Load(prefix + b) + offset, right = total - left;
            Vector512<double> gl = Vector512.ConvertToDouble(Vector512.ShiftRightArithmetic(left, 32)), hl = Vector512.ConvertToDouble(left & low);
            Vector512<double> gr = Vector512.ConvertToDouble(Vector512.ShiftRightArithmetic(right, 32)), hr = Vector512.ConvertToDouble(right & low);
            Vector512<double> allowed = Vector512.GreaterThanOrEqual(hl, limit) & Vector512.GreaterThanOrEqual(hr, limit) & Vector512.LessThan(bin, end).AsDouble();
            hl += penalty;
            hr += penalty;
            // One division for both sides.
            Vector512<double> gain = ((gl * gl * hr) + (gr * gr * hl)) / (hl * hr);
            Vector512<double> better = allowed & Vector512.GreaterThan(gain, bestGain);
            bestGain = Vector512.ConditionalSelect(better, gain, bestGain);
            bestBin = Vector512.ConditionalSelect(better.AsInt64(), bin, bestBin);
            bin += step;
        }
        double best = double.NegativeInfinity;
        int at = int.MaxValue;
        for (int i = 0; i < Vector512<long>.Count; i++)
        {
            if (bestGain[i] > best || (bestGain[i] == best && bestBin[i] < at))
            {
                best = bestGain[i];
                at = (int)bestBin[i];
            }
        }
        return (best, Math.Min(at, Math.Max(0, cuts - 1)));
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
