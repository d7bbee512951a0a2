using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FeedbackLoop.Contracts.Features;
using StackExchange.Redis;

namespace FeedbackLoop.Data.Features;

/// <summary>
/// How features stand in Redis: a hash per scope with a field per item, under the name of a generation. <see cref="Current"/> names the generation that is whole.
/// A new one is filled beside it and takes its place at once; the old one expires.
/// </summary>
internal static class RedisFeatureFormat
{
    /// <summary>Which generation to read; gone when nobody keeps it up.</summary>
    public static readonly RedisKey Current = "features:current";

    /// <summary>Who fills: one process at a time.</summary>
    public static readonly RedisKey Lease = "features:lease";

    private const int Size = sizeof(long) + 2 * FeatureCounters.Count * sizeof(double);

    public static RedisKey Scope(string generation, string scope) => $"features:{generation}:{scope}";

    /// <summary>Time (UTC ticks), slow, fast; little-endian, 168 bytes.</summary>
    public static byte[] Write(FeatureCounters counters)
    {
        if (counters.Slow.Length != FeatureCounters.Count || counters.Fast.Length != FeatureCounters.Count)
        {
            throw new ArgumentException($"needs {FeatureCounters.Count} counters", nameof(counters));
        }

        var bytes = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, counters.AsOf.UtcTicks);
        MemoryMarshal.AsBytes<double>(counters.Slow).CopyTo(bytes.AsSpan(sizeof(long)));
        MemoryMarshal.AsBytes<double>(counters.Fast).CopyTo(bytes.AsSpan(sizeof(long) + FeatureCounters.Count * sizeof(double)));
        return bytes;
    }

    public static FeatureCounters Read(string scope, string itemId, byte[] bytes)
    {
        var doubles = MemoryMarshal.Cast<byte, double>(bytes.AsSpan(sizeof(long), Size - sizeof(long)));
        return new()
        {
            Scope = scope,
            ItemId = itemId,
            AsOf = new(BinaryPrimitives.ReadInt64LittleEndian(bytes), TimeSpan.Zero),
            Slow = doubles[..FeatureCounters.Count].ToArray(),
            Fast = doubles[FeatureCounters.Count..].ToArray(),
        };
    }
}
