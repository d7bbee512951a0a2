using System.Runtime.Intrinsics;

namespace FeedbackLoop.Retrieval.Numerics;

/// <summary>
/// Matrix products in float32, blocked and packed after Goto and van de Geijn, "Anatomy of High-Performance Matrix
/// Multiplication" (TOMS 2008): 8 x 32 tiles in 512-bit registers, or 4 x 16 in 256-bit ones.
/// </summary>
internal static unsafe class Gemm
{
    private const int BlockK = 256, BlockM = 128, BlockN = 1024;
    private static readonly int TileM = Vector512.IsHardwareAccelerated ? 8 : 4;
    private static readonly int TileN = Vector512.IsHardwareAccelerated ? 32 : 16;

    /// <summary>C = A B, all row by row.</summary>
    public static Matrix Multiply(Matrix a, Matrix b)
    {
        var c = new Matrix(a.Rows, b.Columns);
        Multiply(a.Rows, b.Columns, a.Columns, a.Data, a.Columns, 1, b.Data, b.Columns, 1, c.Data, c.Columns);
        return c;
    }

    /// <summary>C = Aᵀ B: the shape of covariances and gradients.</summary>
    public static Matrix MultiplyTransposedLeft(Matrix a, Matrix b)
    {
        var c = new Matrix(a.Columns, b.Columns);
        Multiply(a.Columns, b.Columns, a.Rows, a.Data, 1, a.Columns, b.Data, b.Columns, 1, c.Data, c.Columns);
        return c;
    }

    /// <summary>C = A Bᵀ: the shape of scores of rows against rows.</summary>
    public static Matrix MultiplyTransposedRight(Matrix a, Matrix b)
    {
        var c = new Matrix(a.Rows, b.Rows);
        Multiply(a.Rows, b.Rows, a.Columns, a.Data, a.Columns, 1, b.Data, 1, b.Columns, c.Data, c.Columns);
        return c;
    }

    /// <summary>
    /// C += A B for any layout: element (i, j) of A is <c>a[i * aRow + j * aColumn]</c>, of B likewise; C has rows of
    /// <paramref name="cRow"/>. The sum's order does not depend on the number of threads.
    /// </summary>
    public static void Multiply(int m, int n, int k, ReadOnlySpan<float> a, int aRow, int aColumn, ReadOnlySpan<float> b, int bRow, int bColumn, Span<float> c, int cRow)
    {
        if (m == 0 || n == 0 || k == 0)
        {
            return;
        }
        fixed (float* pa = a, pb = b, pc = c)
        {
            nint na = (nint)pa, nb = (nint)pb, nc = (nint)pc;
            int blocksM = (m + BlockM - 1) / BlockM;
            var packedB = new float[RoundUp(Math.Min(n, BlockN), TileN) * Math.Min(k, BlockK)];
            for (int n0 = 0; n0 < n; n0 += BlockN)
            {
                int width = Math.Min(BlockN, n - n0);
                for (int k0 = 0; k0 < k; k0 += BlockK)
                {
                    int depth = Math.Min(BlockK, k - k0);
                    Pack((float*)nb + (long)k0 * bRow + (long)n0 * bColumn, bColumn, bRow, width, depth, TileN, packedB);
                    int start = k0, left = n0;
                    void Block(int block)
                    {
                        int m0 = block * BlockM, height = Math.Min(BlockM, m - m0);
                        MultiplyBlock((float*)na + (long)m0 * aRow + (long)start * aColumn, aRow, aColumn, packedB, (float*)nc + (long)m0 * cRow + left, cRow, height, width, depth);
                    }
                    if (blocksM == 1 || (long)m * width * depth < 1 << 18)
                    {
                        for (int block = 0; block < blocksM; block++)
                        {
                            Block(block);
                        }
                    }
                    else
                    {
                        Cores.For(0, blocksM, Block);
                    }
                }
            }
        }
    }

    private static int RoundUp(int value, int to) => (value + to - 1) / to * to;

    /// <summary>Lays <paramref name="count"/> lines of length <paramref name="depth"/> into panels of <paramref name="tile"/> lines, depth first, missing lines zero.</summary>
    private static void Pack(float* source, int line, int step, int count, int depth, int tile, Span<float> target)
    {
        int at = 0;
        for (int i0 = 0; i0 < count; i0 += tile)
        {
            int lines = Math.Min(tile, count - i0);
            float* panel = source + (long)i0 * line;
            for (int d = 0; d < depth; d++, at += tile)
            {
                float* from = panel + (long)d * step;
                if (line == 1)
                {
                    new ReadOnlySpan<float>(from, lines).CopyTo(target[at..]);
                }
                else
                {
                    for (int i = 0; i < lines; i++)
                    {
                        target[at + i] = from[(long)i * line];
                    }
                }
                target.Slice(at + lines, tile - lines).Clear();
            }
        }
    }

    private static void MultiplyBlock(float* a, int aRow, int aColumn, float[] packedB, float* c, int cRow, int height, int width, int depth)
    {
        var packedA = System.Buffers.ArrayPool<float>.Shared.Rent(RoundUp(height, TileM) * depth);
        Pack(a, aRow, aColumn, height, depth, TileM, packedA);
        float* edge = stackalloc float[TileM * TileN];
        fixed (float* pa = packedA, pb = packedB)
        {
            for (int j = 0; j < width; j += TileN)
            {
                for (int i = 0; i < height; i += TileM)
                {
                    float* ta = pa + (long)i * depth, tb = pb + (long)j * depth;
                    int h = Math.Min(TileM, height - i), w = Math.Min(TileN, width - j);
                    if (h == TileM && w == TileN)
                    {
                        Tile(ta, tb, depth, c + (long)i * cRow + j, cRow);
                        continue;
                    }
                    new Span<float>(edge, TileM * TileN).Clear();
                    Tile(ta, tb, depth, edge, TileN);
                    for (int y = 0; y < h; y++)
                    {
                        float* row = c + (long)(i + y) * cRow + j;
                        for (int x = 0; x < w; x++)
                        {
                            row[x] += edge[y * TileN + x];
                        }
                    }
                }
            }
        }
        System.Buffers.ArrayPool<float>.Shared.Return(packedA);
    }

    private static void Tile(float* a, float* b, int depth, float* c, int cRow)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Tile512(a, b, depth, c, cRow);
        }
        else
        {
            Tile256(a, b, depth, c, cRow);
        }
    }

    private static void Tile512(float* a, float* b, int depth, float* c, int cRow)
    {
        Vector512<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        for (int d = 0; d < depth; d++, a += 8, b += 32)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            var x = Vector512.Create(a[0]);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a[1]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(a[2]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(a[3]);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(a[4]);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(a[5]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            x = Vector512.Create(a[6]);
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            x = Vector512.Create(a[7]);
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
        }
        Add(c, c00, c01);
        Add(c += cRow, c10, c11);
        Add(c += cRow, c20, c21);
        Add(c += cRow, c30, c31);
        Add(c += cRow, c40, c41);
        Add(c += cRow, c50, c51);
        Add(c += cRow, c60, c61);
        Add(c += cRow, c70, c71);
    }

    private static void Add(float* c, Vector512<float> left, Vector512<float> right)
    {
        (Vector512.Load(c) + left).Store(c);
        (Vector512.Load(c + 16) + right).Store(c + 16);
    }

    private static void Tile256(float* a, float* b, int depth, float* c, int cRow)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        for (int d = 0; d < depth; d++, a += 4, b += 16)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2]);
            c20 = Vector256.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[3]);
            c30 = Vector256.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, b1, c31);
        }
        Add(c, c00, c01);
        Add(c += cRow, c10, c11);
        Add(c += cRow, c20, c21);
        Add(c += cRow, c30, c31);
    }

    private static void Add(float* c, Vector256<float> left, Vector256<float> right)
    {
        (Vector256.Load(c) + left).Store(c);
        (Vector256.Load(c + 8) + right).Store(c + 8);
    }
}
