using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>One unit of histogram work: a dense block of up to sixteen slots, or a sparse block.</summary>
/// <param name="firstSlot">First slot.</param>
/// <param name="width">Slots.</param>
/// <param name="sparse">The lists, or null for a dense block.</param>
internal sealed unsafe class HistogramTask(int firstSlot, int width, SparseBlock? sparse)
{
    public int FirstSlot => firstSlot;

    public int Width => width;

    public SparseBlock? Sparse => sparse;

    /// <summary>Pinned by the data set.</summary>
    public int* Starts { get; } = sparse is null ? null : (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(sparse.Starts));

    /// <summary>Pinned by the data set.</summary>
    public ushort* Entries { get; } = sparse is null ? null : (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(sparse.Entries));

    /// <summary>All work on a data set, the largest units first.</summary>
    public static HistogramTask[] Plan(RankingDataset data)
    {
        var tasks = new List<HistogramTask>();
        foreach (SparseBlock sparse in data.Sparse)
        {
            tasks.Add(new(sparse.FirstSlot, sparse.Defaults.Length, sparse));
        }
        for (int slot = 0; slot < data.Order.DenseCount; slot += RankingDataset.BlockWidth)
        {
            tasks.Add(new(slot, Math.Min(RankingDataset.BlockWidth, data.Order.DenseCount - slot), null));
        }
        return [.. tasks];
    }
}
