using System.Numerics.Tensors;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>Unit vectors in clusters of uneven size, as embeddings of a catalogue lie: a stand-in where no file is given.</summary>
internal static class ClusteredVectors
{
    /// <param name="rows">How many.</param>
    /// <param name="dimensions">Values in each.</param>
    /// <param name="seed">Of the centres: base and queries share it.</param>
    /// <param name="stream">Tells base (0) from queries (1).</param>
    public static float[] Make(int rows, int dimensions, int seed, int stream)
    {
        const int Clusters = 1000;
        const float Spread = 0.8f; // length of the noise against the centre's 1
        var random = new Random(seed);
        var centres = new float[Clusters * dimensions];
        for (int c = 0; c < Clusters; c++)
        {
            Noise(random, centres.AsSpan(c * dimensions, dimensions));
        }
        var values = new float[rows * dimensions];
        Parallel.For(0, (rows + 4095) / 4096, part =>
        {
            var own = new Random(unchecked(seed * 1_000_003 + stream * 7_919 + part));
            for (int i = part * 4096; i < Math.Min(rows, part * 4096 + 4096); i++)
            {
                var row = values.AsSpan(i * dimensions, dimensions);
                Noise(own, row);
                double u = own.NextDouble();
                int cluster = (int)(u * u * Clusters); // the first clusters are the largest
                TensorPrimitives.MultiplyAdd(row, Spread, centres.AsSpan(cluster * dimensions, dimensions), row);
                TensorPrimitives.Multiply(row, 1 / TensorPrimitives.Norm<float>(row), row);
            }
        });
        return values;
    }

    /// <summary>A Gaussian direction of about unit length (Box and Muller 1958).</summary>
    private static void Noise(Random random, Span<float> row)
    {
        float scale = 1 / MathF.Sqrt(row.Length);
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = scale * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
    }
}
