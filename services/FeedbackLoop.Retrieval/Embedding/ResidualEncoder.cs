using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>
/// Whitened inputs to the common space: a linear part, which starts as the canonical directions, plus one hidden layer of
/// rectified units, which starts at nothing: x W + relu(x H + b) R.
/// </summary>
internal sealed class ResidualEncoder(Matrix linear, Matrix hidden, float[] bias, Matrix residual)
{
    public Matrix Linear => linear;

    public Matrix Hidden => hidden;

    public float[] Bias => bias;

    public Matrix Residual => residual;

    public int Inputs => linear.Rows;

    public int Outputs => linear.Columns;

    /// <summary>An encoder that gives what its linear part gives.</summary>
    public static ResidualEncoder Start(Matrix linear, int units, Random random)
    {
        var hidden = new Matrix(linear.Rows, units);
        float scale = MathF.Sqrt(6f / linear.Rows);
        for (int i = 0; i < hidden.Data.Length; i++)
        {
            hidden.Data[i] = scale * (float)(random.NextDouble() * 2 - 1);
        }
        return new ResidualEncoder(linear, hidden, new float[units], new Matrix(units, linear.Columns));
    }

    /// <summary>Encodes one input to a unit vector; the zero vector stays zero. Allocates nothing.</summary>
    public void Encode(ReadOnlySpan<float> input, Span<float> output)
    {
        Span<float> units = stackalloc float[bias.Length];
        bias.CopyTo(units);
        output.Clear();
        for (int i = 0; i < input.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(linear.Row(i), input[i], output, output);
            TensorPrimitives.MultiplyAdd(hidden.Row(i), input[i], units, units);
        }
        for (int u = 0; u < units.Length; u++)
        {
            if (units[u] > 0)
            {
                TensorPrimitives.MultiplyAdd(residual.Row(u), units[u], output, output);
            }
        }
        float norm = TensorPrimitives.Norm<float>(output);
        if (norm > 0)
        {
            TensorPrimitives.Multiply(output, 1 / norm, output);
        }
    }

    public void Save(BinaryWriter writer)
    {
        EmbedderFile.WriteMatrix(writer, linear);
        EmbedderFile.WriteMatrix(writer, hidden);
        EmbedderFile.WriteVector(writer, bias);
        EmbedderFile.WriteMatrix(writer, residual);
    }

    public static ResidualEncoder Load(BinaryReader reader) =>
        new(EmbedderFile.ReadMatrix(reader), EmbedderFile.ReadMatrix(reader), EmbedderFile.ReadVector(reader), EmbedderFile.ReadMatrix(reader));
}
