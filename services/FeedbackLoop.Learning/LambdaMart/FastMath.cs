using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Vector forms of elementary functions, to single precision.</summary>
internal static class FastMath
{
    /// <summary>e^x with a relative error under 3e-7, the argument held within ±87: 2^k times a polynomial on [-ln2/2, ln2/2] (Cephes expf).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-87f)), Vector512.Create(87f));
        Vector512<int> k = Vector512.ConvertToInt32Native((x * 1.44269504f) + Vector512.ConditionalSelect(
            Vector512.LessThan(x, Vector512<float>.Zero), Vector512.Create(-0.5f), Vector512.Create(0.5f)));
        Vector512<float> whole = Vector512.ConvertToSingle(k);
        Vector512<float> r = x - (whole * 0.693359375f) - (whole * -2.12194440e-4f);
        Vector512<float> y = Vector512.FusedMultiplyAdd(Vector512.Create(1.9875691500e-4f), r, Vector512.Create(1.3981999507e-3f));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(8.3334519073e-3f));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(4.1665795894e-2f));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(1.6666665459e-1f));
        y = Vector512.FusedMultiplyAdd(y, r, Vector512.Create(5.0000001201e-1f));
        y = Vector512.FusedMultiplyAdd(y, r * r, r + Vector512<float>.One);
        return y * Vector512.ShiftLeft(k + Vector512.Create(127), 23).AsSingle();
    }
}
