using System.Numerics.Tensors;

namespace FeedbackLoop.Retrieval.Numerics;

/// <summary>Lloyd's k-means under Euclidean distance, distances by matrix products; empty clusters take half of the largest.</summary>
internal static class KMeans
{
    private const int Block = 2048;

    /// <summary>The centres, k x columns. Deterministic by <paramref name="random"/>.</summary>
    public static Matrix Fit(Matrix points, int k, int iterations, Random random)
    {
        k = Math.Min(k, points.Rows);
        var centres = new Matrix(k, points.Columns);
        var order = Enumerable.Range(0, points.Rows).ToArray();
        random.Shuffle(order);
        for (int i = 0; i < k; i++)
        {
            points.Row(order[i]).CopyTo(centres.Row(i));
        }
        var nearest = new int[points.Rows];
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            Assign(points.Data, points.Rows, centres, nearest);
            var counts = new int[k];
            Array.Clear(centres.Data);
            for (int i = 0; i < points.Rows; i++)
            {
                counts[nearest[i]]++;
                TensorPrimitives.Add(centres.Row(nearest[i]), points.Row(i), centres.Row(nearest[i]));
            }
            for (int c = 0; c < k; c++)
            {
                if (counts[c] > 0)
                {
                    TensorPrimitives.Multiply(centres.Row(c), 1f / counts[c], centres.Row(c));
                }
            }
            for (int c = 0; c < k; c++)
            {
                if (counts[c] == 0)
                {
                    int largest = Array.IndexOf(counts, counts.Max());
                    TensorPrimitives.Multiply(centres.Row(largest), 1.0001f, centres.Row(c));
                    counts[c] = counts[largest] / 2;
                    counts[largest] -= counts[c];
                }
            }
        }
        return centres;
    }

    /// <summary>The nearest centre of each point.</summary>
    public static void Assign(ReadOnlyMemory<float> points, int rows, Matrix centres, int[] nearest)
    {
        int columns = centres.Columns, k = centres.Rows;
        var half = new float[k];
        for (int c = 0; c < k; c++)
        {
            half[c] = TensorPrimitives.SumOfSquares<float>(centres.Row(c)) / 2;
        }
        var products = new float[Math.Min(Block, rows) * k];
        for (int start = 0; start < rows; start += Block)
        {
            int count = Math.Min(Block, rows - start), from = start;
            Array.Clear(products, 0, count * k);
            Gemm.Multiply(count, k, columns, points.Span.Slice(start * columns, count * columns), columns, 1, centres.Data, 1, columns, products, k);
            Cores.For(0, (count + 127) / 128, part =>
            {
                for (int i = part * 128; i < Math.Min(count, part * 128 + 128); i++)
                {
                    var row = products.AsSpan(i * k, k);
                    TensorPrimitives.Subtract(row, half, row);
                    nearest[from + i] = TensorPrimitives.IndexOfMax<float>(row);
                }
            });
        }
    }
}
