namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Features that nearly always hold one value, as lists: each row names only the bins that differ from its feature's default. The default bin's sum
/// is what the others leave of the leaf's.</summary>
internal sealed class SparseBlock
{
    /// <summary>A feature is kept as lists when one bin holds at least this share of the rows.</summary>
    public const double LeastDefaultShare = 0.55;

    /// <summary>Most features of a block, so that an entry fits 16 bits.</summary>
    private const int MostWidth = 128;
    private const long MostEntries = 1L << 30;

    private SparseBlock(int firstSlot, byte[] defaults, int[] starts, ushort[] entries)
    {
        FirstSlot = firstSlot;
        Defaults = defaults;
        Starts = starts;
        Entries = entries;
    }

    /// <summary>First histogram slot.</summary>
    public int FirstSlot { get; }

    /// <summary>Default bin of each feature in the block.</summary>
    public byte[] Defaults { get; }

    /// <summary>First entry of each row, and the number of entries at the end.</summary>
    public int[] Starts { get; }

    /// <summary>Word of the block's histograms that an entry adds to: slot within the block times stride plus bin.</summary>
    public ushort[] Entries { get; }

    /// <summary>Splits the sparse slots into blocks of about equal width.</summary>
    public static SparseBlock[] Build(byte[][] blocks, int rows, int firstSlot, byte[] defaults, int stride, WorkerTeam team)
    {
        if (defaults.Length == 0)
        {
            return [];
        }
        int count = Math.Max((defaults.Length + MostWidth - 1) / MostWidth, Math.Min(2, defaults.Length / 24));
        count = Math.Max(count, 1);
        var result = new SparseBlock?[count];
        team.Run(count, (b, _) =>
        {
            int from = (int)((long)defaults.Length * b / count), to = (int)((long)defaults.Length * (b + 1) / count);
            result[b] = BuildOne(blocks, rows, firstSlot + from, defaults[from..to], stride);
        });
        return [.. result!];
    }

    /// <summary>Whether lists of this many features could overflow; they then stay dense.</summary>
    public static bool Fits(int rows) => (long)rows * MostWidth <= MostEntries * 2;

    private static SparseBlock BuildOne(byte[][] blocks, int rows, int firstSlot, byte[] defaults, int stride)
    {
        const int Width = RankingDataset.BlockWidth;
        int[] starts = GC.AllocateUninitializedArray<int>(rows + 1, pinned: true);
        ushort[] entries = [];
        for (int pass = 0; pass < 2; pass++)
        {
            int next = 0;
            for (int row = 0; row < rows; row++)
            {
                starts[row] = next;
                for (int i = 0; i < defaults.Length; i++)
                {
                    int slot = firstSlot + i;
                    byte bin = blocks[slot / Width][((long)row * Width) + (slot % Width)];
                    if (bin != defaults[i])
                    {
                        if (pass == 1)
                        {
                            entries[next] = (ushort)((i * stride) + bin);
                        }
                        next++;
                    }
                }
            }
            starts[rows] = next;
            if (pass == 0)
            {
                entries = GC.AllocateUninitializedArray<ushort>(next, pinned: true);
            }
        }
        return new(firstSlot, defaults, starts, entries);
    }
}
