using System.Numerics;
using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>One encoder's side of training: forward with dropout, backward, Adam (Kingma and Ba, ICLR 2015), averaged weights.</summary>
internal sealed class EncoderTraining
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, AverageDecay = 0.99f;
    private readonly float[][] _weights;
    private readonly float[][] _average;
    private readonly float[][] _first;
    private readonly float[][] _second;
    private readonly ResidualEncoder _encoder;
    private int _steps;

    public EncoderTraining(ResidualEncoder encoder)
    {
        _encoder = encoder;
        _weights = [encoder.Linear.Data, encoder.Hidden.Data, encoder.Bias, encoder.Residual.Data];
        _average = [.. _weights.Select(w => (float[])w.Clone())];
        _first = [.. _weights.Select(w => new float[w.Length])];
        _second = [.. _weights.Select(w => new float[w.Length])];
    }

    /// <summary>What a forward pass leaves for the backward pass.</summary>
    public sealed record Pass(Matrix Input, Matrix Units, Matrix Output, float[] Norms);

    /// <summary>Encodes rows to unit vectors; a share of the inputs and of the units is dropped, the rest scaled up.</summary>
    public Pass Forward(Matrix input, float dropInput, float dropUnits, Random random)
    {
        Drop(input, dropInput, random);
        var units = Gemm.Multiply(input, _encoder.Hidden);
        for (int i = 0; i < units.Rows; i++)
        {
            var row = units.Row(i);
            TensorPrimitives.Add(row, _encoder.Bias, row);
            TensorPrimitives.Max(row, 0f, row);
        }
        Drop(units, dropUnits, random);
        var output = Gemm.Multiply(input, _encoder.Linear);
        Gemm.Multiply(units.Rows, output.Columns, units.Columns, units.Data, units.Columns, 1, _encoder.Residual.Data, output.Columns, 1, output.Data, output.Columns);
        var norms = new float[output.Rows];
        for (int i = 0; i < output.Rows; i++)
        {
            norms[i] = Math.Max(TensorPrimitives.Norm<float>(output.Row(i)), 1e-6f);
            TensorPrimitives.Multiply(output.Row(i), 1 / norms[i], output.Row(i));
        }
        return new Pass(input, units, output, norms);
    }

    /// <summary>One step of Adam down the gradient of the loss by the unit vectors.</summary>
    public void Step(Pass pass, Matrix gradient, float rate, float decay)
    {
        for (int i = 0; i < gradient.Rows; i++)
        {
            // Through the normalisation: only the part across the vector counts.
            var g = gradient.Row(i);
            float along = TensorPrimitives.Dot<float>(g, pass.Output.Row(i));
            TensorPrimitives.MultiplyAdd(pass.Output.Row(i), -along, g, g);
            TensorPrimitives.Multiply(g, 1 / pass.Norms[i], g);
        }
        var byUnits = Gemm.MultiplyTransposedRight(gradient, _encoder.Residual);
        for (int i = 0; i < byUnits.Data.Length; i++)
        {
            if (pass.Units.Data[i] <= 0)
            {
                byUnits.Data[i] = 0;
            }
        }
        var byBias = new float[byUnits.Columns];
        for (int i = 0; i < byUnits.Rows; i++)
        {
            TensorPrimitives.Add(byBias, byUnits.Row(i), byBias);
        }
        float[][] gradients =
        [
            Gemm.MultiplyTransposedLeft(pass.Input, gradient).Data,
            Gemm.MultiplyTransposedLeft(pass.Input, byUnits).Data,
            byBias,
            Gemm.MultiplyTransposedLeft(pass.Units, gradient).Data,
        ];
        _steps++;
        float correct1 = 1 - MathF.Pow(Beta1, _steps), correct2 = 1 - MathF.Pow(Beta2, _steps);
        for (int k = 0; k < _weights.Length; k++)
        {
            float[] w = _weights[k], m = _first[k], v = _second[k], g = gradients[k], a = _average[k];
            int i = 0;
            for (; i <= w.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var gradientHere = new Vector<float>(g, i);
                var first = new Vector<float>(m, i);
                var second = new Vector<float>(v, i);
                var weight = new Vector<float>(w, i);
                first += (gradientHere - first) * (1 - Beta1);
                second += (gradientHere * gradientHere - second) * (1 - Beta2);
                weight -= (first * (1 / correct1) / (Vector.SquareRoot(second * (1 / correct2)) + new Vector<float>(1e-8f)) + weight * decay) * rate;
                var average = new Vector<float>(a, i);
                first.CopyTo(m, i);
                second.CopyTo(v, i);
                weight.CopyTo(w, i);
                (average + (weight - average) * (1 - AverageDecay)).CopyTo(a, i);
            }
            for (; i < w.Length; i++)
            {
                m[i] += (g[i] - m[i]) * (1 - Beta1);
                v[i] += (g[i] * g[i] - v[i]) * (1 - Beta2);
                w[i] -= (m[i] * (1 / correct1) / (MathF.Sqrt(v[i] * (1 / correct2)) + 1e-8f) + w[i] * decay) * rate;
                a[i] += (w[i] - a[i]) * (1 - AverageDecay);
            }
        }
    }

    /// <summary>Puts the running average of the weights, which generalises better than the last step, into the encoder.</summary>
    public void Finish()
    {
        for (int k = 0; k < _weights.Length; k++)
        {
            _average[k].CopyTo(_weights[k], 0);
        }
    }

    private static void Drop(Matrix matrix, float share, Random random)
    {
        if (share <= 0)
        {
            return;
        }
        float keep = 1 / (1 - share);
        uint limit = (uint)(share * 65536);
        ulong state = (ulong)random.NextInt64(), bits = 0;
        for (int i = 0; i < matrix.Data.Length; i++)
        {
            bits = (i & 3) == 0 ? SplitMix(ref state) : bits >> 16;
            matrix.Data[i] = (bits & 0xFFFF) < limit ? 0 : matrix.Data[i] * keep;
        }
    }

    /// <summary>Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014): 64 bits a call.</summary>
    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
