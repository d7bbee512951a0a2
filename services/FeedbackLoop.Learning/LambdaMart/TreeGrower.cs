using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Grows one tree leaf-wise: the leaf with the best split is split until there are enough leaves. Only the smaller child's histogram is built; the
/// larger one's is the parent's less that (Ke et al., "LightGBM", NeurIPS 2017).</summary>
internal sealed unsafe class TreeGrower : IDisposable
{
    private const int Block = RankingDataset.BlockWidth;
    private const int RowsPerTask = 8192;

    /// <summary>Histogram additions and bins to scan, about 15 microseconds' worth.</summary>
    private const long LeastParallelWork = 40_000;
    private readonly RankingDataset data;
    private readonly LambdaMartOptions options;
    private readonly WorkerTeam team;
    private readonly SplitFinder finder;
    private readonly byte*[] blocks;
    private readonly HistogramTask[] tasks;
    private readonly int[] rowStorage, spareStorage;
    private readonly int* rows, spare;
    private readonly long[] orderedStorage;
    private readonly long* ordered;
    private readonly int stride;
    private readonly nint histogramSize;
    private readonly nint[] pool;
    private readonly Leaf[] leaves;
    private readonly Split[] smallBest, largeBest;
    private readonly int[] partLeft;
    private bool[] features = [];
    private PackedGradients packed = null!;

    public TreeGrower(RankingDataset data, LambdaMartOptions options, WorkerTeam team)
    {
        this.data = data;
        this.options = options;
        this.team = team;
        finder = new SplitFinder(data, options);
        blocks = new byte*[data.Blocks.Length];
        for (int b = 0; b < blocks.Length; b++)
        {
            blocks[b] = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(data.Blocks[b])); // pinned by the data set
        }
        rowStorage = GC.AllocateUninitializedArray<int>(data.RowCount, pinned: true);
        spareStorage = GC.AllocateUninitializedArray<int>(data.RowCount, pinned: true);
        orderedStorage = GC.AllocateUninitializedArray<long>(data.RowCount, pinned: true);
        rows = (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(rowStorage));
        spare = (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(spareStorage));
        ordered = (long*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(orderedStorage));
        stride = HistogramKernel.StrideFor(data.Bins.Max(bins => bins.Count));
        histogramSize = (nint)blocks.Length * Block * stride;
        tasks = HistogramTask.Plan(data);
        pool = new nint[options.Leaves];
        leaves = new Leaf[options.Leaves];
        smallBest = new Split[tasks.Length];
        largeBest = new Split[tasks.Length];
        partLeft = new int[(data.RowCount / RowsPerTask) + 1];
    }

    /// <summary>Row numbers, leaf by leaf after <see cref="Grow"/>; before it the caller puts the bag's rows here.</summary>
    public Span<int> Rows => rowStorage;

    /// <summary>Where the rows of a leaf are in <see cref="Rows"/>.</summary>
    public Range LeafRows(int leaf) => leaves[leaf].Start..(leaves[leaf].Start + leaves[leaf].Count);

    /// <summary>What the constraints allow a leaf's value to be.</summary>
    public LeafBounds Bounds(int leaf) => leaves[leaf].Bounds;

    /// <summary>Grows a tree on the first <paramref name="count"/> of <see cref="Rows"/>. Leaf values are left to the caller.</summary>
    public Tree Grow(PackedGradients gradients, int count, bool[] usedFeatures)
    {
        packed = gradients;
        features = usedFeatures;
        finder.SetUnits(gradients);
        var tree = new Tree(options.Leaves);
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += gradients.Words[rows[i]];
        }
        leaves[0] = new Leaf { Start = 0, Count = count, Sum = sum, Histogram = -1, Bounds = LeafBounds.None, Parent = -1 };
        int histograms = 0;
        Search(0, -1, ref histograms);
        while (tree.LeafCount < options.Leaves)
        {
            int at = 0;
            for (int l = 1; l < tree.LeafCount; l++)
            {
                if (leaves[l].Best.Gain > leaves[at].Best.Gain)
                {
                    at = l;
                }
            }
            if (!(leaves[at].Best.Gain > 0))
            {
                break;
            }
            int right = tree.LeafCount;
            Divide(tree, at, right);
            if (tree.LeafCount < options.Leaves)
            {
                (int small, int large) = leaves[at].Count <= leaves[right].Count ? (at, right) : (right, at);
                Search(small, large, ref histograms);
            }
        }
        for (int l = 0; l < tree.LeafCount; l++)
        {
            tree.LeafCover[l] = leaves[l].Count;
        }
        return tree;
    }

    public void Dispose()
    {
        foreach (nint histogram in pool)
        {
            NativeMemory.AlignedFree((void*)histogram);
        }
    }

    /// <summary>Builds the histogram of <paramref name="small"/>, derives that of <paramref name="large"/> (-1: none), and finds the best split of both.</summary>
    private void Search(int small, int large, ref int histograms)
    {
        bool smallOpen = CanSplit(leaves[small]), largeOpen = large >= 0 && CanSplit(leaves[large]);
        leaves[small].Best = default;
        if (large >= 0)
        {
            leaves[large].Best = default;
        }
        if (!smallOpen && !largeOpen)
        {
            return;
        }
        Leaf leaf = leaves[small];
        if (histograms == pool.Length)
        {
            throw new InvalidOperationException("More histograms than leaves.");
        }
        if (pool[histograms] == 0)
        {
            pool[histograms] = (nint)NativeMemory.AlignedAlloc((nuint)histogramSize * sizeof(long), 64);
        }
        leaves[small].Histogram = histograms++;
        long* built = (long*)pool[leaves[small].Histogram];
        long* parent = large >= 0 ? (long*)pool[leaves[large].Histogram] : null;
        bool whole = leaf.Count == data.RowCount;
        if (!whole)
        {
            Parallel(leaf.Count, (from, to, _) =>
            {
                for (int i = from; i < to; i++)
                {
                    ordered[leaf.Start + i] = packed.Words[rows[leaf.Start + i]];
                }
            });
        }
        long* words = whole ? packed.Words : ordered + leaf.Start;
        double smallGain = finder.LeafGain(leaf.Sum, leaf.Bounds), threshold = options.MinGain * packed.HessianUnit / (packed.GradientUnit * packed.GradientUnit);
        double largeGain = large >= 0 ? finder.LeafGain(leaves[large].Sum, leaves[large].Bounds) : 0;
        team.Run(tasks.Length, (t, _) =>
        {
            HistogramTask task = tasks[t];
            nint offset = (nint)task.FirstSlot * stride;
            NativeMemory.Clear(built + offset, (nuint)(task.Width * stride * sizeof(long)));
            if (task.Sparse is { } sparse)
            {
                HistogramKernel.Accumulate(task.Starts, task.Entries, sparse.Defaults, rows + leaf.Start, words, leaf.Count, built + offset, stride, leaf.Sum);
            }
            else
            {
                HistogramKernel.Accumulate(blocks[task.FirstSlot / Block], rows + leaf.Start, words, leaf.Count, built + offset, stride, task.Width);
            }
            Split best = default;
            if (smallOpen)
            {
                best.Gain = threshold;
                FindIn(task, built + offset, leaves[small], smallGain, ref best);
            }
            smallBest[t] = best;
            best = default;
            if (largeOpen)
            {
                best.Gain = threshold;
                Subtract(parent + offset, built + offset, task.Width * stride);
                FindIn(task, parent + offset, leaves[large], largeGain, ref best);
            }
            largeBest[t] = best;
        }, alone: ((long)leaf.Count + stride) * data.FeatureCount < LeastParallelWork);
        leaves[small].Best = Best(smallBest, threshold);
        if (large >= 0)
        {
            leaves[large].Best = Best(largeBest, threshold);
        }
    }

    private void FindIn(HistogramTask task, long* histogram, in Leaf leaf, double gain, ref Split best)
    {
        for (int i = 0; i < task.Width; i++)
        {
            int feature = data.Order.FeatureAt[task.FirstSlot + i];
            if (features[feature])
            {
                finder.Find(histogram + (i * stride), feature, leaf, gain, ref best);
            }
        }
    }

    private static Split Best(Split[] perBlock, double threshold)
    {
        Split best = default;
        foreach (Split split in perBlock)
        {
            if (split.Gain > best.Gain && split.Gain > threshold)
            {
                best = split;
            }
        }
        return best;
    }

    private bool CanSplit(in Leaf leaf) =>
        leaf.Count >= 2 * Math.Max(1, options.MinDataInLeaf) && (options.MaxDepth == 0 || leaf.Depth < options.MaxDepth);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(long* from, long* what, int count)
    {
        for (int i = 0; i < count; i += Vector512<long>.Count)
        {
            (Vector512.Load(from + i) - Vector512.Load(what + i)).Store(from + i);
        }
    }

    /// <summary>Splits a leaf: writes the node, and parts the rows, each side keeping its order.</summary>
    private void Divide(Tree tree, int at, int right)
    {
        Leaf leaf = leaves[at];
        Split split = leaf.Best;
        int node = tree.LeafCount - 1;
        FeatureBins bins = data.Bins[split.Feature];
        tree.Feature[node] = split.Feature;
        tree.Gain[node] = (float)(split.Gain * packed.GradientUnit * packed.GradientUnit / packed.HessianUnit);
        tree.Cover[node] = leaf.Count;
        BinSet set = split.LeftBins;
        if (split.IsCategorical)
        {
            tree.LeftCategories[node] = [.. Enumerable.Range(0, bins.ValueBins).Where(b => set.Contains(b)).Select(b => bins.Categories![b])];
        }
        else
        {
            set = default;
            for (int b = 0; b <= split.Bin; b++)
            {
                set.Add(b);
            }
            if (bins.HasMissing && split.MissingLeft)
            {
                set.Add(bins.Count - 1);
            }
            tree.Bin[node] = (byte)split.Bin;
            tree.Threshold[node] = bins.UpperBounds[split.Bin];
            // A feature without missing values in training treats one as zero, as its bins do.
            tree.MissingLeft[node] = bins.HasMissing ? split.MissingLeft : 0 <= tree.Threshold[node];
        }
        tree.Left[node] = ~at;
        tree.Right[node] = ~right;
        if (leaf.Parent >= 0)
        {
            (leaf.IsLeft ? tree.Left : tree.Right)[leaf.Parent] = node;
        }
        int leftCount = Part(leaf, split.Feature, set);
        (LeafBounds leftBounds, LeafBounds rightBounds) = SplitBounds(leaf, split);
        leaves[at] = leaf with { Count = leftCount, Depth = leaf.Depth + 1, Sum = split.Left, Parent = node, IsLeft = true, Bounds = leftBounds };
        leaves[right] = leaf with
        {
            Start = leaf.Start + leftCount, Count = leaf.Count - leftCount, Depth = leaf.Depth + 1, Sum = leaf.Sum - split.Left, Parent = node, IsLeft = false, Bounds = rightBounds,
        };
        tree.LeafCount++;
    }

    /// <summary>On a constrained feature neither side may cross the middle of the two values later on (LightGBM's basic method).</summary>
    private (LeafBounds Left, LeafBounds Right) SplitBounds(in Leaf leaf, in Split split)
    {
        int direction = options.Monotone?[split.Feature] ?? 0;
        if (direction == 0 || split.IsCategorical)
        {
            return (leaf.Bounds, leaf.Bounds);
        }
        long right = leaf.Sum - split.Left;
        double middle = (finder.Output(PackedGradients.Gradient(split.Left), PackedGradients.Hessian(split.Left), leaf.Bounds)
            + finder.Output(PackedGradients.Gradient(right), PackedGradients.Hessian(right), leaf.Bounds)) / 2;
        LeafBounds below = leaf.Bounds with { High = middle }, above = leaf.Bounds with { Low = middle };
        return direction > 0 ? (below, above) : (above, below);
    }

    private int Part(Leaf leaf, int feature, BinSet set)
    {
        int slot = data.Order.SlotOf[feature];
        byte* column = blocks[slot / Block] + (slot % Block);
        byte* goesLeft = stackalloc byte[256];
        for (int b = 0; b < 256; b++)
        {
            goesLeft[b] = set.Contains(b) ? (byte)1 : (byte)0;
        }
        int* source = rows + leaf.Start, target = spare + leaf.Start;
        int parts = (leaf.Count + RowsPerTask - 1) / RowsPerTask;
        Parallel(leaf.Count, (from, to, part) =>
        {
            // Both ends are written, without a branch; the one that the row does not belong to is overwritten by a later row.
            int left = from, right = to - 1;
            for (int i = from; i < to; i++)
            {
                int row = source[i];
                int isLeft = goesLeft[column[(nint)row * Block]];
                target[left] = row;
                target[right] = row;
                left += isLeft;
                right -= 1 - isLeft;
            }
            partLeft[part] = left - from;
        });
        int leftCount = 0;
        for (int part = 0; part < parts; part++)
        {
            leftCount += partLeft[part];
        }
        Parallel(leaf.Count, (from, to, part) =>
        {
            int before = 0;
            for (int p = 0; p < part; p++)
            {
                before += partLeft[p];
            }
            int mine = partLeft[part];
            Unsafe.CopyBlock(source + before, target + from, (uint)(mine * sizeof(int)));
            int* right = source + leftCount + (from - before);
            for (int i = to - 1, k = 0; i >= from + mine; i--, k++)
            {
                right[k] = target[i];
            }
        });
        return leftCount;
    }

    /// <summary>Cuts [0, count) into fixed parts and runs them on the team.</summary>
    private void Parallel(int count, Action<int, int, int> body) =>
        team.Run((count + RowsPerTask - 1) / RowsPerTask, (task, _) => body(task * RowsPerTask, Math.Min(count, (task + 1) * RowsPerTask), task));
}
