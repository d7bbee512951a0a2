namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Gradient and hessian of each row as two integers in one 64-bit word, so that one addition adds both and sums are exact in any order: the same
/// trees come out of any number of threads. After Shi et al., "Quantized Training of Gradient Boosting Decision Trees", NeurIPS 2022, but with far more bits:
/// the scale is chosen so that all absolute gradients together stay below 2^30 and all hessians below 2^31.</summary>
internal sealed unsafe class PackedGradients
{
    private const int RowsPerTask = 16384;
    private readonly long[] storage;
    private readonly double[] partG, partH;
    private readonly int rows;

    public PackedGradients(int rows)
    {
        this.rows = rows;
        storage = GC.AllocateUninitializedArray<long>(rows, pinned: true);
        Words = (long*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(storage));
        int tasks = (rows + RowsPerTask - 1) / RowsPerTask;
        partG = new double[tasks];
        partH = new double[tasks];
    }

    /// <summary>One word per row: the signed gradient above, the unsigned hessian in the low 32 bits.</summary>
    public long* Words { get; }

    /// <summary>Size of one gradient unit.</summary>
    public double GradientUnit { get; private set; }

    /// <summary>Size of one hessian unit.</summary>
    public double HessianUnit { get; private set; }

    public static int Gradient(long word) => (int)(word >> 32);

    public static uint Hessian(long word) => (uint)word;

    /// <summary>Packs all rows; false when there is nothing to learn from.</summary>
    public bool Pack(WorkerTeam team, float[] gradients, float[] hessians)
    {
        team.Run(partG.Length, (task, _) =>
        {
            double g = 0, h = 0;
            for (int row = task * RowsPerTask; row < Math.Min(rows, (task + 1) * RowsPerTask); row++)
            {
                g += Math.Abs(gradients[row]);
                h += hessians[row];
            }
            partG[task] = g;
            partH[task] = h;
        });
        double sumG = partG.Sum(), sumH = partH.Sum();
        if (!(sumG > 0) || !(sumH > 0))
        {
            return false;
        }
        // Rounding may add half a unit per row.
        GradientUnit = sumG / ((1 << 30) - rows * 0.5);
        HessianUnit = sumH / ((1L << 31) - rows * 0.5);
        float perG = (float)(1 / GradientUnit), perH = (float)(1 / HessianUnit);
        team.Run(partG.Length, (task, _) =>
        {
            for (int row = task * RowsPerTask; row < Math.Min(rows, (task + 1) * RowsPerTask); row++)
            {
                long g = (long)MathF.Round(gradients[row] * perG), h = (long)MathF.Round(hessians[row] * perH);
                Words[row] = (g << 32) + h;
            }
        });
        return true;
    }
}
