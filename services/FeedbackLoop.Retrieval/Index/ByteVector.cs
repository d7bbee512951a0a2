using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// Vectors as 8-bit integers with a scale each: a quarter of float32's memory to read. What rounding took away is kept as a
/// length, so that a scan can tell for certain which rows may be among the nearest.
/// </summary>
internal static unsafe class ByteVector
{
    /// <summary>Values are padded with zeros to a multiple of this.</summary>
    public const int Step = 32;

    public static int Pad(int dimensions) => (dimensions + Step - 1) / Step * Step;

    /// <summary>Writes the integers; <paramref name="target"/> may be longer than the vector.</summary>
    /// <returns>What an integer must be multiplied with, and the Euclidean length of what rounding took away.</returns>
    public static (float Scale, float Error) Quantise(ReadOnlySpan<float> vector, Span<sbyte> target)
    {
        float largest = 0;
        foreach (float value in vector)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }
        target.Clear();
        if (largest == 0)
        {
            return (0, 0);
        }
        float scale = largest / 127, inverse = 127 / largest;
        double error = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            float rounded = MathF.Round(vector[i] * inverse);
            target[i] = (sbyte)rounded;
            double left = vector[i] - (double)rounded * scale;
            error += left * left;
        }
        return (scale, (float)Math.Sqrt(error));
    }

    /// <summary>Inner products of a query of 16-bit integers with four rows.</summary>
    /// <param name="query">As many values as a row.</param>
    /// <param name="rows">The first of four rows.</param>
    /// <param name="stride">Values from the start of one row to that of the next.</param>
    /// <param name="width">Values in a row, a multiple of <see cref="Step"/>.</param>
    /// <param name="sums">Four results.</param>
    public static void FourDots(short* query, sbyte* rows, nint stride, int width, Span<int> sums)
    {
        if (Avx512BW.IsSupported)
        {
            FourDots512(query, rows, stride, width, sums);
        }
        else if (Avx2.IsSupported)
        {
            FourDots256(query, rows, stride, width, sums);
        }
        else
        {
            FourDotsScalar(query, rows, stride, width, sums);
        }
    }

    public static void FourDots512(short* query, sbyte* rows, nint stride, int width, Span<int> sums)
    {
        Vector512<int> a = default, b = default, c = default, d = default;
        for (int i = 0; i < width; i += 32)
        {
            var q = Vector512.Load(query + i);
            a += Avx512BW.MultiplyAddAdjacent(q, Avx512BW.ConvertToVector512Int16(Vector256.Load(rows + i)));
            b += Avx512BW.MultiplyAddAdjacent(q, Avx512BW.ConvertToVector512Int16(Vector256.Load(rows + stride + i)));
            c += Avx512BW.MultiplyAddAdjacent(q, Avx512BW.ConvertToVector512Int16(Vector256.Load(rows + 2 * stride + i)));
            d += Avx512BW.MultiplyAddAdjacent(q, Avx512BW.ConvertToVector512Int16(Vector256.Load(rows + 3 * stride + i)));
        }
        (sums[0], sums[1], sums[2], sums[3]) = (Vector512.Sum(a), Vector512.Sum(b), Vector512.Sum(c), Vector512.Sum(d));
    }

    public static void FourDots256(short* query, sbyte* rows, nint stride, int width, Span<int> sums)
    {
        Vector256<int> a = default, b = default, c = default, d = default;
        for (int i = 0; i < width; i += 16)
        {
            var q = Vector256.Load(query + i);
            a += Avx2.MultiplyAddAdjacent(q, Avx2.ConvertToVector256Int16(Vector128.Load(rows + i)));
            b += Avx2.MultiplyAddAdjacent(q, Avx2.ConvertToVector256Int16(Vector128.Load(rows + stride + i)));
            c += Avx2.MultiplyAddAdjacent(q, Avx2.ConvertToVector256Int16(Vector128.Load(rows + 2 * stride + i)));
            d += Avx2.MultiplyAddAdjacent(q, Avx2.ConvertToVector256Int16(Vector128.Load(rows + 3 * stride + i)));
        }
        (sums[0], sums[1], sums[2], sums[3]) = (Vector256.Sum(a), Vector256.Sum(b), Vector256.Sum(c), Vector256.Sum(d));
    }

    public static void FourDotsScalar(short* query, sbyte* rows, nint stride, int width, Span<int> sums)
    {
        for (int r = 0; r < 4; r++)
        {
            int sum = 0;
            for (int i = 0; i < width; i++)
            {
                sum += query[i] * rows[r * stride + i];
            }
            sums[r] = sum;
        }
    }
}
