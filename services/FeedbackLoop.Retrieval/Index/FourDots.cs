using System.Runtime.Intrinsics;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// One query against four rows at a time. The rows lie <c>stride</c> values apart, on pages of their own: a processor fetches
/// ahead within each page separately, so that four streams read memory half as fast again as one.
/// </summary>
internal static unsafe class FourDots
{
    /// <summary>Inner products.</summary>
    /// <param name="query">As many values as a row.</param>
    /// <param name="rows">The first of four rows.</param>
    /// <param name="stride">Values from the start of one row to that of the next.</param>
    /// <param name="width">Values in a row.</param>
    /// <param name="scores">Four results.</param>
    public static void Compute(float* query, float* rows, nint stride, int width, Span<float> scores)
    {
        int i = 0;
        float a = 0, b = 0, c = 0, d = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> va = default, vb = default, vc = default, vd = default;
            for (; i + 16 <= width; i += 16)
            {
                var q = Vector512.Load(query + i);
                va = Vector512.FusedMultiplyAdd(q, Vector512.Load(rows + i), va);
                vb = Vector512.FusedMultiplyAdd(q, Vector512.Load(rows + stride + i), vb);
                vc = Vector512.FusedMultiplyAdd(q, Vector512.Load(rows + 2 * stride + i), vc);
                vd = Vector512.FusedMultiplyAdd(q, Vector512.Load(rows + 3 * stride + i), vd);
            }
            (a, b, c, d) = (Vector512.Sum(va), Vector512.Sum(vb), Vector512.Sum(vc), Vector512.Sum(vd));
        }
        else
        {
            Vector256<float> va = default, vb = default, vc = default, vd = default;
            for (; i + 8 <= width; i += 8)
            {
                var q = Vector256.Load(query + i);
                va = Vector256.FusedMultiplyAdd(q, Vector256.Load(rows + i), va);
                vb = Vector256.FusedMultiplyAdd(q, Vector256.Load(rows + stride + i), vb);
                vc = Vector256.FusedMultiplyAdd(q, Vector256.Load(rows + 2 * stride + i), vc);
                vd = Vector256.FusedMultiplyAdd(q, Vector256.Load(rows + 3 * stride + i), vd);
            }
            (a, b, c, d) = (Vector256.Sum(va), Vector256.Sum(vb), Vector256.Sum(vc), Vector256.Sum(vd));
        }
        for (; i < width; i++)
        {
            a += query[i] * rows[i];
            b += query[i] * rows[stride + i];
            c += query[i] * rows[2 * stride + i];
            d += query[i] * rows[3 * stride + i];
        }
        (scores[0], scores[1], scores[2], scores[3]) = (a, b, c, d);
    }

    /// <summary>Negative squared distances; parameters as in <see cref="Compute"/>.</summary>
    public static void ComputeDistances(float* query, float* rows, nint stride, int width, Span<float> scores)
    {
        int i = 0;
        float a = 0, b = 0, c = 0, d = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> va = default, vb = default, vc = default, vd = default;
            for (; i + 16 <= width; i += 16)
            {
                var q = Vector512.Load(query + i);
                va = AddSquare(q - Vector512.Load(rows + i), va);
                vb = AddSquare(q - Vector512.Load(rows + stride + i), vb);
                vc = AddSquare(q - Vector512.Load(rows + 2 * stride + i), vc);
                vd = AddSquare(q - Vector512.Load(rows + 3 * stride + i), vd);
            }
            (a, b, c, d) = (Vector512.Sum(va), Vector512.Sum(vb), Vector512.Sum(vc), Vector512.Sum(vd));
        }
        else
        {
            Vector256<float> va = default, vb = default, vc = default, vd = default;
            for (; i + 8 <= width; i += 8)
            {
                var q = Vector256.Load(query + i);
                va = AddSquare(q - Vector256.Load(rows + i), va);
                vb = AddSquare(q - Vector256.Load(rows + stride + i), vb);
                vc = AddSquare(q - Vector256.Load(rows + 2 * stride + i), vc);
                vd = AddSquare(q - Vector256.Load(rows + 3 * stride + i), vd);
            }
            (a, b, c, d) = (Vector256.Sum(va), Vector256.Sum(vb), Vector256.Sum(vc), Vector256.Sum(vd));
        }
        for (; i < width; i++)
        {
            a += Square(query[i] - rows[i]);
            b += Square(query[i] - rows[stride + i]);
            c += Square(query[i] - rows[2 * stride + i]);
            d += Square(query[i] - rows[3 * stride + i]);
        }
        (scores[0], scores[1], scores[2], scores[3]) = (-a, -b, -c, -d);
    }

    /// <summary>The plain loops that <see cref="Compute"/> and <see cref="ComputeDistances"/> must agree with; rows one behind the other.</summary>
    public static void ComputeScalar(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores, bool distances = false)
    {
        for (int r = 0; r < 4; r++)
        {
            float sum = 0;
            for (int i = 0; i < query.Length; i++)
            {
                float value = rows[r * query.Length + i];
                sum += distances ? -Square(query[i] - value) : query[i] * value;
            }
            scores[r] = sum;
        }
    }

    private static Vector512<float> AddSquare(Vector512<float> x, Vector512<float> sum) => Vector512.FusedMultiplyAdd(x, x, sum);

    private static Vector256<float> AddSquare(Vector256<float> x, Vector256<float> sum) => Vector256.FusedMultiplyAdd(x, x, sum);

    private static float Square(float x) => x * x;
}
