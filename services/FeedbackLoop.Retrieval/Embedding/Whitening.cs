using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>Divides principal directions by their deviation, with a ridge that keeps weak directions weak.</summary>
internal static class Whitening
{
    public static void Scale(Matrix directions, float[] singularValues, int rows, double ridge)
    {
        double meanVariance = singularValues.Sum(s => (double)s * s) / rows / singularValues.Length;
        for (int j = 0; j < directions.Columns; j++)
        {
            double variance = (double)singularValues[j] * singularValues[j] / rows;
            float scale = (float)(1 / Math.Sqrt(variance + ridge * meanVariance));
            for (int i = 0; i < directions.Rows; i++)
            {
                directions[i, j] *= scale;
            }
        }
    }
}
