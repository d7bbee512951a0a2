using System.Runtime.Intrinsics.X86;
using FeedbackLoop.Retrieval.Index;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Tests.Index;

/// <summary>Each vector kernel gives what its scalar twin gives.</summary>
public sealed unsafe class KernelTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(128)]
    [InlineData(258)]
    public void Fast_scan_equals_its_scalar_twin(int subspaces)
    {
        var random = new Random(subspaces);
        var block = new byte[subspaces / 2 * FastScan.BlockCodes];
        var tables = new byte[subspaces * 16];
        ushort[] expected = new ushort[64], sums = new ushort[64];
        for (int round = 0; round < 50; round++)
        {
            random.NextBytes(block);
            for (int i = 0; i < tables.Length; i++)
            {
                tables[i] = (byte)random.Next(128);
            }
            ushort threshold = (ushort)(round == 0 ? 0 : random.Next(subspaces * 127));
            fixed (byte* b = block, t = tables)
            fixed (ushort* e = expected, s = sums)
            {
                ulong truth = FastScan.ScanScalar(b, t, subspaces, threshold, e);
                if (Avx512BW.IsSupported)
                {
                    Assert.Equal(truth, FastScan.Scan512(b, t, subspaces, threshold, s));
                    Assert.True(truth == 0 || expected.AsSpan().SequenceEqual(sums));
                }
                if (Avx2.IsSupported)
                {
                    Assert.Equal(truth, FastScan.Scan256(b, t, subspaces, threshold, s));
                    Assert.True(truth == 0 || expected.AsSpan().SequenceEqual(sums));
                }
            }
        }
    }

    [Theory]
    [InlineData(32)]
    [InlineData(96)]
    [InlineData(512)]
    public void Integer_products_equal_their_scalar_twin_and_the_float_product(int count)
    {
        var random = new Random(count);
        short[] a = new short[count], b = new short[count];
        for (int round = 0; round < 50; round++)
        {
            float[] x = [.. a.Select(_ => (float)(random.NextDouble() * 2 - 1))], y = [.. a.Select(_ => (float)(random.NextDouble() * 2 - 1))];
            float scale = ShortVector.Quantise(x, a) * ShortVector.Quantise(y, b);
            fixed (short* p = a, q = b)
            {
                int truth = ShortVector.DotScalar(p, q, count);
                Assert.Equal(truth, ShortVector.Dot(p, q, count));
                if (Avx2.IsSupported)
                {
                    Assert.Equal(truth, ShortVector.Dot256(p, q, count));
                }
                var rows = new short[4 * count];
                Array.Copy(b, 0, rows, 2 * count, count);
                Array.Copy(a, 0, rows, 3 * count, count);
                fixed (short* r = rows)
                {
                    Assert.Equal(System.Runtime.Intrinsics.Vector128.Create(0, 0, truth, ShortVector.DotScalar(p, p, count)), ShortVector.FourDots(p, r, count));
                }
                double exact = x.Zip(y, (u, v) => (double)u * v).Sum();
                double lengths = Math.Sqrt(x.Sum(u => (double)u * u) * y.Sum(v => (double)v * v));
                Assert.Equal(exact / lengths, truth * scale / lengths, 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(128)]
    public void Four_rows_at_once_equal_their_scalar_twin(int width)
    {
        var random = new Random(width);
        float[] query = [.. Enumerable.Range(0, width).Select(_ => (float)random.NextDouble())];
        float[] rows = [.. Enumerable.Range(0, 4 * width).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] products = new float[4], distances = new float[4], scores = new float[4];
        FourDots.ComputeScalar(query, rows, products);
        FourDots.ComputeScalar(query, rows, distances, distances: true);
        fixed (float* q = query, r = rows)
        {
            FourDots.Compute(q, r, width, width, scores);
            Assert.All(products.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
            FourDots.ComputeDistances(q, r, width, width, scores);
            Assert.All(distances.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Tables_equal_their_portable_twin(int subspaceWidth)
    {
        if (!System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            return; // the twin is what runs
        }
        var random = new Random(subspaceWidth);
        var quantizer = ProductQuantizer.Fit(Fill(new Matrix(300, 64), random), subspaceWidth, 1);
        var query = Fill(new Matrix(1, 64), random).Data;
        byte[] tables = new byte[quantizer.Subspaces * 16], expected = new byte[tables.Length];
        quantizer.TablesPortable(query, expected, out float offset, out float scale);
        quantizer.Tables512(query, tables, out float offset512, out float scale512);
        Assert.Equal(offset, offset512, 1e-4f);
        Assert.Equal(scale, scale512, scale * 1e-5f);
        Assert.All(expected.Zip(tables), pair => Assert.InRange(pair.Second, pair.First - 1, pair.First + 1));
        Assert.Contains(tables, entry => entry > 100);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(160)]
    public void Byte_products_equal_their_scalar_twin(int width)
    {
        var random = new Random(width);
        var rows = new sbyte[10 * width];
        var query = new short[width];
        int[] truth = new int[4], sums = new int[4];
        for (int round = 0; round < 20; round++)
        {
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(rows.AsSpan()));
            Array.ForEach([.. Enumerable.Range(0, width)], i => query[i] = (short)random.Next(-3000, 3000));
            int apart = 1 + round % 3;
            fixed (short* q = query)
            fixed (sbyte* r = rows)
            {
                ByteVector.FourDotsScalar(q, r, apart * width, width, truth);
                if (Avx512BW.IsSupported)
                {
                    ByteVector.FourDots512(q, r, apart * width, width, sums);
                    Assert.Equal(truth, sums);
                }
                if (Avx2.IsSupported)
                {
                    ByteVector.FourDots256(q, r, apart * width, width, sums);
                    Assert.Equal(truth, sums);
                }
            }
        }
    }

    [Fact]
    public void Bytes_give_the_value_back_within_the_error_that_they_tell()
    {
        var random = new Random(2);
        for (int round = 0; round < 200; round++)
        {
            float[] x = [.. Enumerable.Range(0, 50).Select(_ => (float)(random.NextDouble() * 2 - 1) * (round % 10))];
            var code = new sbyte[ByteVector.Pad(50)];
            var (scale, error) = ByteVector.Quantise(x, code);
            double left = Math.Sqrt(x.Select((v, i) => Math.Pow(v - (double)scale * code[i], 2)).Sum());
            Assert.Equal(left, error, 1e-5);
            Assert.True(left <= 0.5 * scale * Math.Sqrt(50) * 1.0001);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 3)]
    [InlineData(130, 70, 300)]
    [InlineData(33, 1040, 17)]
    public void Matrix_products_equal_the_triple_loop(int m, int n, int k)
    {
        var random = new Random(m);
        var a = Fill(new Matrix(m, k), random);
        var b = Fill(new Matrix(k, n), random);
        var product = Gemm.Multiply(a, b);
        var left = Gemm.MultiplyTransposedLeft(Transpose(a), b);
        var right = Gemm.MultiplyTransposedRight(a, Transpose(b));
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int t = 0; t < k; t++)
                {
                    sum += (double)a[i, t] * b[t, j];
                }
                Assert.Equal(sum, product[i, j], 1e-3);
                Assert.Equal(sum, left[i, j], 1e-3);
                Assert.Equal(sum, right[i, j], 1e-3);
            }
        }
    }

    private static Matrix Fill(Matrix matrix, Random random)
    {
        for (int i = 0; i < matrix.Data.Length; i++)
        {
            matrix.Data[i] = (float)(random.NextDouble() * 2 - 1);
        }
        return matrix;
    }

    private static Matrix Transpose(Matrix matrix)
    {
        var turned = new Matrix(matrix.Columns, matrix.Rows);
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
            {
                turned[j, i] = matrix[i, j];
            }
        }
        return turned;
    }
}
