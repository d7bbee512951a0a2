using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>The innermost loop of training: adds each row's packed word to its bin in every histogram of a block. The distance between two features'
/// histograms is a constant of the compiled code, which leaves a load and an add per value.</summary>
internal static unsafe class HistogramKernel
{
    private interface IStride
    {
        static abstract int Value { get; }
    }

    /// <summary>Words between two features' histograms. Never a multiple of 64, or all features' popular bins would share a few cache sets.</summary>
    public static int StrideFor(int bins) => bins <= 40 ? 40 : bins <= 72 ? 72 : bins <= 104 ? 104 : bins <= 136 ? 136 : 264;

    /// <param name="block">Bins, <see cref="RankingDataset.BlockWidth"/> to a row.</param>
    /// <param name="rows">Rows to add.</param>
    /// <param name="words">Their packed gradients, in the same order.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="histogram">Histograms, <paramref name="stride"/> words apart.</param>
    /// <param name="stride">From <see cref="StrideFor"/>.</param>
    /// <param name="width">Features in the block.</param>
    public static void Accumulate(byte* block, int* rows, long* words, int count, long* histogram, int stride, int width)
    {
        switch (stride)
        {
            case 40:
                Accumulate<Stride40>(block, rows, words, count, histogram, width);
                break;
            case 72:
                Accumulate<Stride72>(block, rows, words, count, histogram, width);
                break;
            case 104:
                Accumulate<Stride104>(block, rows, words, count, histogram, width);
                break;
            case 136:
                Accumulate<Stride136>(block, rows, words, count, histogram, width);
                break;
            default:
                Accumulate<Stride264>(block, rows, words, count, histogram, width);
                break;
        }
    }

    /// <summary>The same for a sparse block, whose default bins are then filled with what the others leave of <paramref name="sum"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(int* starts, ushort* entries, ReadOnlySpan<byte> defaults, int* rows, long* words, int count, long* histogram, int stride, long sum)
    {
        for (int i = 0; i < count; i++)
        {
            int row = rows[i];
            long word = words[i];
            ushort* entry = entries + starts[row], end = entries + starts[row + 1];
            for (; entry + 4 <= end; entry += 4)
            {
                histogram[entry[0]] += word;
                histogram[entry[1]] += word;
                histogram[entry[2]] += word;
                histogram[entry[3]] += word;
            }
            for (; entry < end; entry++)
            {
                histogram[*entry] += word;
            }
        }
        for (int f = 0; f < defaults.Length; f++, histogram += stride)
        {
            Vector512<long> others = default;
            for (int b = 0; b < stride; b += Vector512<long>.Count)
            {
                others += Vector512.Load(histogram + b);
            }
            histogram[defaults[f]] = sum - Vector512.Sum(others);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate<T>(byte* block, int* rows, long* words, int count, long* h, int width)
        where T : struct, IStride
    {
        if (width > 8)
        {
            for (int i = 0; i < count; i++)
            {
                byte* bins = block + ((nint)rows[i] * RankingDataset.BlockWidth);
                long word = words[i];
                AddEight<T>(bins, word, h);
                AddEight<T>(bins + 8, word, h + (8 * T.Value));
            }
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                AddEight<T>(block + ((nint)rows[i] * RankingDataset.BlockWidth), words[i], h);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEight<T>(byte* bins, long word, long* h)
        where T : struct, IStride
    {
        *(h + (nuint)bins[0]) += word;
        *(h + T.Value + (nuint)bins[1]) += word;
        *(h + (2 * T.Value) + (nuint)bins[2]) += word;
        *(h + (3 * T.Value) + (nuint)bins[3]) += word;
        *(h + (4 * T.Value) + (nuint)bins[4]) += word;
        *(h + (5 * T.Value) + (nuint)bins[5]) += word;
        *(h + (6 * T.Value) + (nuint)bins[6]) += word;
        *(h + (7 * T.Value) + (nuint)bins[7]) += word;
    }

    private readonly struct Stride40 : IStride
    {
        public static int Value => 40;
    }

    private readonly struct Stride72 : IStride
    {
        public static int Value => 72;
    }

    private readonly struct Stride104 : IStride
    {
        public static int Value => 104;
    }

    private readonly struct Stride136 : IStride
    {
        public static int Value => 136;
    }

    private readonly struct Stride264 : IStride
    {
        public static int Value => 264;
    }
}
