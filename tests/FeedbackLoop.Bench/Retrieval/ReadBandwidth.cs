using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>
/// How fast this machine reads memory: a buffer many times the cache, summed by four streams a thread (one stream alone, as
/// most such programs use, reaches two thirds of it). The measure that a scan of all vectors is held against.
/// </summary>
internal static unsafe class ReadBandwidth
{
    private const long Bytes = 1L << 30;

    /// <summary>Gigabytes a second, and by second of processor time: the best of several passes.</summary>
    public static (double BySecond, double ByCpuSecond) Measure(int threads)
    {
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, 4096);
        try
        {
            for (long at = 0; at < Bytes; at += 1 << 20)
            {
                new Span<byte>(memory + at, 1 << 20).Fill(1); // pages exist once written
            }
            (double BySecond, double ByCpuSecond) best = default;
            nint start = (nint)memory;
            for (int pass = 0; pass < 6; pass++)
            {
                var clock = Stopwatch.StartNew();
                var cpu = Environment.CpuUsage.TotalTime;
                long sum = 0;
                var workers = Enumerable.Range(0, threads)
                    .Select(t => new Thread(() => Interlocked.Add(ref sum, Sum((byte*)start + Bytes / threads * t, Bytes / threads)))).ToArray();
                Array.ForEach(workers, w => w.Start());
                Array.ForEach(workers, w => w.Join());
                double seconds = clock.Elapsed.TotalSeconds, cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
                if (sum != unchecked(Bytes / 8 * 0x0101010101010101))
                {
                    throw new InvalidOperationException("The sum is wrong.");
                }
                best = (Math.Max(best.BySecond, Bytes / seconds / 1e9), Math.Max(best.ByCpuSecond, Bytes / cpuSeconds / 1e9));
            }
            return best;
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    private static long Sum(byte* memory, long bytes)
    {
        long quarter = bytes / 4;
        Vector512<long> a = default, b = default, c = default, d = default;
        for (byte* at = memory; at < memory + quarter; at += 64)
        {
            a += Vector512.Load((long*)at);
            b += Vector512.Load((long*)(at + quarter));
            c += Vector512.Load((long*)(at + 2 * quarter));
            d += Vector512.Load((long*)(at + 3 * quarter));
        }
        return Vector512.Sum(a + b + (c + d));
    }
}
