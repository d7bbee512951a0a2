namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Ranking data in bins, built once and shared by any number of training runs.</summary>
/// <remarks>Features stand in blocks of <see cref="BlockWidth"/>; a block holds one byte per feature, row after row. Building a histogram then reads memory
/// forwards, and the histograms of one block (16 x 255 bins x 8 bytes) fit in the first-level cache. Features that nearly always hold one value are kept as
/// <see cref="SparseBlock"/> lists beside. Memory per row: the features rounded up to 16, in bytes, 2 bytes for each uncommon value of a sparse feature, and
/// 4 (label) + 4 (initial score, if any) + 4 (weight, if any); a training run adds 36 bytes per row. 100 million rows of 136 dense features take 18 GB.</remarks>
public sealed class RankingDataset
{
    /// <summary>Features per block.</summary>
    internal const int BlockWidth = 16;

    private RankingDataset(RankingRows rows, bool keepRows, FeatureBins[] bins, SlotOrder order, byte[][] blocks, SparseBlock[] sparse, RankerModel? initial, float[]? initialScores)
    {
        Rows = keepRows ? rows : null;
        RowCount = rows.RowCount;
        FeatureCount = rows.FeatureCount;
        QueryCount = rows.GroupSizes.Length;
        FeatureNames = rows.FeatureNames ?? [.. Enumerable.Range(0, FeatureCount).Select(f => $"f{f}")];
        Labels = rows.Labels;
        LabelDraws = rows.LabelDraws;
        Weights = rows.Weights;
        QueryWeights = rows.QueryWeights;
        Positions = rows.Positions;
        Bins = bins;
        Order = order;
        Blocks = blocks;
        Sparse = sparse;
        Initial = initial;
        InitialScores = initialScores;
        QueryStarts = new int[QueryCount + 1];
        for (int q = 0; q < QueryCount; q++)
        {
            QueryStarts[q + 1] = QueryStarts[q] + rows.GroupSizes[q];
        }
    }

    /// <summary>The raw data, if it was to be kept (<see cref="BinningOptions.KeepRows"/>).</summary>
    public RankingRows? Rows { get; }

    /// <summary>Rows (query-document pairs).</summary>
    public int RowCount { get; }

    /// <summary>Features per row.</summary>
    public int FeatureCount { get; }

    /// <summary>Queries, or sessions.</summary>
    public int QueryCount { get; }

    /// <summary>Names of the features, in column order.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The model that training continues from, or null.</summary>
    public RankerModel? Initial { get; }

    internal float[] Labels { get; }

    internal IReadOnlyList<float[]>? LabelDraws { get; }

    internal float[]? Weights { get; }

    internal float[]? QueryWeights { get; }

    internal int[]? Positions { get; }

    internal float[]? InitialScores { get; }

    internal FeatureBins[] Bins { get; }

    /// <summary>Which feature stands in which slot of the blocks.</summary>
    internal SlotOrder Order { get; }

    internal byte[][] Blocks { get; }

    internal SparseBlock[] Sparse { get; }

    /// <summary>First row of each query, and n at the end.</summary>
    internal int[] QueryStarts { get; }

    /// <summary>Bins the rows.</summary>
    /// <param name="rows">The raw data; its label and weight arrays are kept, its values are not unless the options say so.</param>
    /// <param name="options">How to cut; only what to keep counts when <paramref name="shareBinsOf"/> is given.</param>
    /// <param name="shareBinsOf">Uses the cuts of this data set, as validation data must.</param>
    /// <param name="initial">Training starts from this model and adds trees to it (warm start).</param>
    /// <exception cref="ArgumentException">The rows, or the data set to share with, do not fit; the message names the field.</exception>
    public static RankingDataset Create(RankingRows rows, BinningOptions? options = null, RankingDataset? shareBinsOf = null, RankerModel? initial = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        rows.Validate();
        options ??= new BinningOptions();
        if (options.MaxBins is < 2 or > 255)
        {
            throw new ArgumentException("MaxBins must be between 2 and 255.", nameof(options));
        }
        if (shareBinsOf is not null && shareBinsOf.FeatureCount != rows.FeatureCount)
        {
            throw new ArgumentException($"The rows have {rows.FeatureCount} features, but the data set whose bins they share has {shareBinsOf.FeatureCount}.", nameof(rows));
        }
        if (initial is not null && initial.FeatureNames.Count != rows.FeatureCount)
        {
            throw new ArgumentException($"The rows have {rows.FeatureCount} features, but the initial model has {initial.FeatureNames.Count}.", nameof(initial));
        }
        using var team = new WorkerTeam(options.Threads);
        FeatureBins[] bins = shareBinsOf?.Bins ?? FindBins(rows, options, team);
        SlotOrder order = SlotOrder.Of(rows, bins);
        byte[][] blocks = FillBlocks(rows, bins, order, team);
        SparseBlock[] sparse = SparseBlock.Build(blocks, rows.RowCount, order.FeatureAt.Length - order.Defaults.Length, order.Defaults, HistogramKernel.StrideFor(bins.Max(b => b.Count)), team);
        float[]? scores = null;
        if (initial is not null)
        {
            scores = new float[rows.RowCount];
            initial.Score(rows.Values, scores);
        }
        return new(rows, options.KeepRows, bins, order, blocks, sparse, initial, scores);
    }

    /// <summary>The bin of one value.</summary>
    internal byte Bin(int row, int feature)
    {
        int slot = Order.SlotOf[feature];
        return Blocks[slot / BlockWidth][((long)row * BlockWidth) + (slot % BlockWidth)];
    }

    private static FeatureBins[] FindBins(RankingRows rows, BinningOptions options, WorkerTeam team)
    {
        int n = rows.RowCount, count = Math.Min(n, options.SampleRows), features = rows.FeatureCount;
        int[] sampled = new int[count];
        var random = new Random(options.Seed);
        for (int row = 0, taken = 0; taken < count; row++)
        {
            // Selection sampling (Knuth, algorithm S): each row with the chance that still needed rows have among the rows left.
            if (count == n || random.NextDouble() * (n - row) < count - taken)
            {
                sampled[taken++] = row;
            }
        }
        var bins = new FeatureBins[features];
        float[][] buffers = [.. Enumerable.Range(0, team.Size).Select(_ => new float[count])];
        team.Run(features, (feature, worker) =>
        {
            Span<float> sample = buffers[worker];
            for (int i = 0; i < count; i++)
            {
                sample[i] = rows.Values[((long)sampled[i] * features) + feature];
            }
            bins[feature] = rows.Categorical is { } flags && flags[feature]
                ? FeatureBins.Category(sample, options.MaxBins)
                : FeatureBins.Numeric(sample, options.MaxBins, options.MinDataInBin);
        });
        return bins;
    }

    private static byte[][] FillBlocks(RankingRows rows, FeatureBins[] bins, SlotOrder order, WorkerTeam team)
    {
        const int RowsPerTask = 8192;
        int n = rows.RowCount, features = rows.FeatureCount, slots = order.FeatureAt.Length, blockCount = (slots + BlockWidth - 1) / BlockWidth;
        var blocks = new byte[blockCount][];
        for (int b = 0; b < blockCount; b++)
        {
            blocks[b] = GC.AllocateUninitializedArray<byte>(checked(n * BlockWidth), pinned: true);
        }
        team.Run((n + RowsPerTask - 1) / RowsPerTask, (task, _) =>
        {
            int from = task * RowsPerTask, to = Math.Min(n, from + RowsPerTask);
            for (int block = 0; block < blockCount; block++)
            {
                byte[] target = blocks[block];
                for (int slot = 0; slot < BlockWidth; slot++)
                {
                    int place = (block * BlockWidth) + slot, feature = place < slots ? order.FeatureAt[place] : -1;
                    FeatureBins? map = feature >= 0 ? bins[feature] : null;
                    for (int row = from; row < to; row++)
                    {
                        target[(row * BlockWidth) + slot] = map is null ? (byte)0 : (byte)map.Bin(rows.Values[((long)row * features) + feature]);
                    }
                }
            }
        });
        return blocks;
    }
}
