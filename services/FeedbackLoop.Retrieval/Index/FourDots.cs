using System.Runtime.Intrinsics;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>Inner products of one query with four rows that lie behind one another: four independent sums keep memory busy.</summary>
internal static unsafe class FourDots
{
    /// <param name="query">As many values as a row.</param>
    /// <param name="rows">Four rows.</param>
    /// <param name="width">Values in a row.</param>
    /// <param name="scores">Four results.</param>
    public static void Compute(float* query, float* rows, int width, Span<float> scores)
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
                vb = Vector512.FusedMultiplyAdd(q, Vector512.Load(rows + width + i), vb);
                vc = Vector512.FusedMultiplyAdd(q, Vector512.Load(rows + 2 * width + i), vc);
                vd = Vector512.FusedMultiplyAdd(q, Vector512.Load(rows + 3 * width + i), vd);
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
                vb = Vector256.FusedMultiplyAdd(q, Vector256.Load(rows + width + i), vb);
                vc = Vector256.FusedMultiplyAdd(q, Vector256.Load(rows + 2 * width + i), vc);
                vd = Vector256.FusedMultiplyAdd(q, Vector256.Load(rows + 3 * width + i), vd);
            }
            (a, b, c, d) = (Vector256.Sum(va), Vector256.Sum(vb), Vector256.Sum(vc), Vector256.Sum(vd));
        }
        for (; i < width; i++)
        {
            a += query[i] * rows[i];
            b += query[i] * rows[width + i];
            c += query[i] * rows[2 * width + i];
            d += query[i] * rows[3 * width + i];
        }
        (scores[0], scores[1], scores[2], scores[3]) = (a, b, c, d);
    }

    /// <summary>The plain loop that <see cref="Compute"/> must agree with.</summary>
    public static void ComputeScalar(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> scores)
    {
        for (int r = 0; r < 4; r++)
        {
            float sum = 0;
            for (int i = 0; i < query.Length; i++)
            {
                sum += query[i] * rows[r * query.Length + i];
            }
            scores[r] = sum;
        }
    }
}
