namespace FeedbackLoop.Learning.Drift;

/// <summary>Drift of vectors: both samples are projected on a few random directions, each tested by Kolmogorov-Smirnov, the smallest p-value corrected for their
/// number. A random direction shows any difference of two distributions with probability one (Cramér and Wold).</summary>
public static class EmbeddingDrift
{
    /// <summary>Largest distance over the directions and corrected p-value.</summary>
    /// <param name="reference">Row-major vectors.</param>
    /// <param name="current">Row-major vectors.</param>
    /// <param name="dimensions">Length of a vector.</param>
    /// <param name="directions">Number of directions.</param>
    /// <param name="seed">Seed of the directions.</param>
    public static (double Distance, double PValue) Test(ReadOnlySpan<float> reference, ReadOnlySpan<float> current, int dimensions, int directions = 16, int seed = 1)
    {
        var random = new Random(seed);
        float[] direction = new float[dimensions], a = new float[reference.Length / dimensions], b = new float[current.Length / dimensions];
        double distance = 0, p = 1;
        for (int d = 0; d < directions; d++)
        {
            for (int i = 0; i < dimensions; i++)
            {
                direction[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            }
            Project(reference, direction, a);
            Project(current, direction, b);
            (double far, double chance) = KolmogorovSmirnov.Test(a, b);
            distance = Math.Max(distance, far);
            p = Math.Min(p, chance);
        }
        return (distance, Math.Min(1, p * directions));
    }

    private static void Project(ReadOnlySpan<float> vectors, ReadOnlySpan<float> direction, Span<float> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = System.Numerics.Tensors.TensorPrimitives.Dot(vectors.Slice(i * direction.Length, direction.Length), direction);
        }
    }
}
