using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// Product quantisation with 4 bits a subspace: Jégou, Douze and Schmid, "Product Quantization for Nearest Neighbor Search"
/// (PAMI 2011). A vector becomes one of 16 codewords in each of its subspaces of a few neighbouring values.
/// </summary>
internal sealed class ProductQuantizer
{
    public const int Codewords = 16;
    private readonly float[] _codebook; // subspace, value within it, codeword

    public ProductQuantizer(int width, int subspaceWidth, float[] codebook)
    {
        (Width, SubspaceWidth, _codebook) = (width, subspaceWidth, codebook);
    }

    /// <summary>Values in a vector, a multiple of <see cref="SubspaceWidth"/>.</summary>
    public int Width { get; }

    public int SubspaceWidth { get; }

    /// <summary>An even number: codes are scanned in pairs.</summary>
    public int Subspaces => Width / SubspaceWidth;

    public ReadOnlySpan<float> Codebook => _codebook;

    public static ProductQuantizer Fit(Matrix residuals, int subspaceWidth, int seed)
    {
        int subspaces = residuals.Columns / subspaceWidth;
        var codebook = new float[residuals.Columns * Codewords];
        Cores.For(0, subspaces, s =>
        {
            var part = new Matrix(residuals.Rows, subspaceWidth);
            for (int i = 0; i < residuals.Rows; i++)
            {
                residuals.Row(i).Slice(s * subspaceWidth, subspaceWidth).CopyTo(part.Row(i));
            }
            var centres = KMeans.Fit(part, Codewords, 12, new Random(seed + s));
            for (int c = 0; c < Codewords; c++)
            {
                for (int d = 0; d < subspaceWidth; d++)
                {
                    codebook[(s * subspaceWidth + d) * Codewords + c] = centres[Math.Min(c, centres.Rows - 1), d];
                }
            }
        });
        return new ProductQuantizer(residuals.Columns, subspaceWidth, codebook);
    }

    /// <summary>The nearest codeword in each subspace.</summary>
    public void Encode(ReadOnlySpan<float> residual, Span<byte> codes)
    {
        Span<float> distance = stackalloc float[Codewords];
        Span<float> difference = stackalloc float[Codewords];
        for (int s = 0; s < Subspaces; s++)
        {
            distance.Clear();
            for (int d = s * SubspaceWidth; d < (s + 1) * SubspaceWidth; d++)
            {
                TensorPrimitives.Subtract(_codebook.AsSpan(d * Codewords, Codewords), residual[d], difference);
                TensorPrimitives.MultiplyAdd(difference, difference, distance, distance);
            }
            codes[s] = (byte)TensorPrimitives.IndexOfMin<float>(distance);
        }
    }

    /// <summary>
    /// The inner products of a query's parts with all codewords, as bytes of 0 to 127 (two fit in a byte's sum).
    /// A code's estimate is <c>offset + sum / scale</c>.
    /// </summary>
    public void Tables(ReadOnlySpan<float> query, Span<byte> tables, out float offset, out float scale)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Tables512(query, tables, out offset, out scale);
        }
        else
        {
            TablesPortable(query, tables, out offset, out scale);
        }
    }

    internal void Tables512(ReadOnlySpan<float> query, Span<byte> tables, out float offset, out float scale)
    {
        Span<float> products = stackalloc float[Subspaces * Codewords];
        ref float codebook = ref MemoryMarshal.GetArrayDataReference(_codebook);
        ref float into = ref MemoryMarshal.GetReference(products);
        var widest = Vector512.Create(1e-20f);
        var least = Vector128<float>.Zero;
        for (int s = 0, d = 0; s < Subspaces; s++)
        {
            var own = Vector512<float>.Zero;
            for (int end = d + SubspaceWidth; d < end; d++)
            {
                own = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref codebook, (nuint)(d * Codewords)), Vector512.Create(query[d]), own);
            }
            var half = Vector256.Min(own.GetLower(), own.GetUpper());
            var low = Vector128.Min(half.GetLower(), half.GetUpper());
            low = Vector128.Min(low, Vector128.Shuffle(low, Vector128.Create(2, 3, 0, 1)));
            low = Vector128.Min(low, Vector128.Shuffle(low, Vector128.Create(1, 0, 3, 2)));
            least += low;
            own -= Vector512.Create(low.ToScalar());
            widest = Vector512.Max(widest, own);
            own.StoreUnsafe(ref into, (nuint)(s * Codewords));
        }
        offset = least.ToScalar();
        float most = 0;
        for (int i = 0; i < Codewords; i++)
        {
            most = Math.Max(most, widest[i]);
        }
        scale = 127 / most;
        for (int s = 0; s < Subspaces; s++)
        {
            var rounded = Vector512.ConvertToInt32(Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref into, (nuint)(s * Codewords)), Vector512.Create(scale), Vector512.Create(0.5f)));
            var shorts = Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
            Vector128.Narrow(shorts.GetLower(), shorts.GetUpper()).AsByte().CopyTo(tables[(s * Codewords)..]);
        }
    }

    /// <summary>What <see cref="Tables512"/> must agree with.</summary>
    internal void TablesPortable(ReadOnlySpan<float> query, Span<byte> tables, out float offset, out float scale)
    {
        Span<float> products = stackalloc float[Subspaces * Codewords];
        products.Clear();
        offset = 0;
        float widest = 1e-20f;
        for (int s = 0; s < Subspaces; s++)
        {
            var own = products.Slice(s * Codewords, Codewords);
            for (int d = s * SubspaceWidth; d < (s + 1) * SubspaceWidth; d++)
            {
                TensorPrimitives.MultiplyAdd(_codebook.AsSpan(d * Codewords, Codewords), query[d], own, own);
            }
            float least = TensorPrimitives.Min<float>(own);
            TensorPrimitives.Subtract(own, least, own);
            offset += least;
            widest = Math.Max(widest, TensorPrimitives.Max<float>(own));
        }
        scale = 127 / widest;
        for (int i = 0; i < products.Length; i++)
        {
            tables[i] = (byte)(products[i] * scale + 0.5f);
        }
    }
}
