using System.Numerics.Tensors;

namespace FeedbackLoop.Retrieval.Numerics;

/// <summary>A sparse matrix by rows (CSR): row i has entries <c>Start[i]</c> to <c>Start[i + 1]</c>.</summary>
internal sealed class SparseRows(int[] start, int[] columns, float[] values, int columnCount)
{
    public int Rows => start.Length - 1;

    public int ColumnCount => columnCount;

    public ReadOnlySpan<int> Columns(int row) => columns.AsSpan(start[row], start[row + 1] - start[row]);

    public ReadOnlySpan<float> Values(int row) => values.AsSpan(start[row], start[row + 1] - start[row]);

    /// <summary>This times a dense matrix.</summary>
    public Matrix Multiply(Matrix dense)
    {
        var result = new Matrix(Rows, dense.Columns);
        Parallel.For(0, Rows, row =>
        {
            var to = result.Row(row);
            var at = Columns(row);
            var value = Values(row);
            for (int i = 0; i < at.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(dense.Row(at[i]), value[i], to, to);
            }
        });
        return result;
    }

    /// <summary>The transpose of this times a dense matrix.</summary>
    public Matrix MultiplyTransposed(Matrix dense)
    {
        var result = new Matrix(columnCount, dense.Columns);
        // Threads share columns of the result, not rows: no two write the same value and the sums' order stays fixed.
        const int Width = 64;
        Parallel.For(0, (dense.Columns + Width - 1) / Width, part =>
        {
            int from = part * Width, length = Math.Min(Width, dense.Columns - from);
            for (int row = 0; row < Rows; row++)
            {
                var source = dense.Row(row).Slice(from, length);
                var at = Columns(row);
                var value = Values(row);
                for (int i = 0; i < at.Length; i++)
                {
                    var to = result.Row(at[i]).Slice(from, length);
                    TensorPrimitives.MultiplyAdd(source, value[i], to, to);
                }
            }
        });
        return result;
    }
}
