using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// Sums table entries for 64 codes at a time with tables held in registers: André, Kermarrec and Le Scouarnec, "Quicker ADC"
/// (PAMI 2019), as in Faiss's fast scan. A block holds 64 codes; for each pair of subspaces 64 bytes, one a code, the first
/// subspace's codeword in the low half and the second's in the high half.
/// </summary>
internal static unsafe class FastScan
{
    public const int BlockCodes = 64;

    /// <summary>How far ahead of the scan memory is fetched: lists are too short for the processor to see the pattern in time.</summary>
    private const int Ahead = 2048;

    /// <summary>Writes the sums of one block and returns a bit for each code whose sum is at least <paramref name="threshold"/>.</summary>
    public static ulong Scan(byte* block, byte* tables, int subspaces, ushort threshold, ushort* sums)
    {
        if (Avx512BW.IsSupported)
        {
            return Scan512(block, tables, subspaces, threshold, sums);
        }
        return Avx2.IsSupported ? Scan256(block, tables, subspaces, threshold, sums) : ScanScalar(block, tables, subspaces, threshold, sums);
    }

    public static ulong Scan512(byte* block, byte* tables, int subspaces, ushort threshold, ushort* sums)
    {
        // Bytes are added as 16-bit pairs: `both` holds even + 256 odd (wrapping), `odd` the odd ones alone.
        Vector512<ushort> both = default, odd = default;
        var nibble = Vector512.Create((byte)0x0F);
        for (int s = 0; s < subspaces; s += 2, block += BlockCodes, tables += 32)
        {
            Sse.Prefetch0(block + Ahead);
            var codes = Vector512.Load(block);
            var low = codes & nibble;
            var high = (codes.AsUInt16() >>> 4).AsByte() & nibble;
            var sum = (Avx512BW.Shuffle(Avx512F.BroadcastVector128ToVector512((uint*)tables).AsByte(), low)
                + Avx512BW.Shuffle(Avx512F.BroadcastVector128ToVector512((uint*)(tables + 16)).AsByte(), high)).AsUInt16();
            both += sum;
            odd += sum >>> 8;
        }
        var even = both - (odd << 8);
        var limit = Vector512.Create(threshold);
        ulong evenHits = Vector512.GreaterThanOrEqual(even, limit).ExtractMostSignificantBits();
        ulong oddHits = Vector512.GreaterThanOrEqual(odd, limit).ExtractMostSignificantBits();
        if ((evenHits | oddHits) == 0)
        {
            return 0;
        }
        even.Store(sums);
        odd.Store(sums + 32);
        return Spread(evenHits) | Spread(oddHits) << 1;
    }

    public static ulong Scan256(byte* block, byte* tables, int subspaces, ushort threshold, ushort* sums)
    {
        ulong evenHits = 0, oddHits = 0;
        for (int half = 0; half < 2; half++)
        {
            Vector256<ushort> both = default, odd = default;
            var nibble = Vector256.Create((byte)0x0F);
            byte* at = block + half * 32;
            for (int s = 0; s < subspaces; s += 2, at += BlockCodes)
            {
                var codes = Vector256.Load(at);
                var low = codes & nibble;
                var high = (codes.AsUInt16() >>> 4).AsByte() & nibble;
                var sum = (Avx2.Shuffle(Avx2.BroadcastVector128ToVector256(tables + s * 16), low)
                    + Avx2.Shuffle(Avx2.BroadcastVector128ToVector256(tables + s * 16 + 16), high)).AsUInt16();
                both += sum;
                odd += sum >>> 8;
            }
            var even = both - (odd << 8);
            var limit = Vector256.Create(threshold);
            evenHits |= (ulong)Vector256.GreaterThanOrEqual(even, limit).ExtractMostSignificantBits() << (half * 16);
            oddHits |= (ulong)Vector256.GreaterThanOrEqual(odd, limit).ExtractMostSignificantBits() << (half * 16);
            even.Store(sums + half * 16);
            odd.Store(sums + 32 + half * 16);
        }
        return Spread(evenHits) | Spread(oddHits) << 1;
    }

    public static ulong ScanScalar(byte* block, byte* tables, int subspaces, ushort threshold, ushort* sums)
    {
        ulong hits = 0;
        for (int code = 0; code < BlockCodes; code++)
        {
            int sum = 0;
            for (int s = 0; s < subspaces; s += 2)
            {
                byte pair = block[s / 2 * BlockCodes + code];
                sum += tables[s * 16 + (pair & 15)] + tables[s * 16 + 16 + (pair >> 4)];
            }
            sums[SumOf(code)] = (ushort)sum;
            hits |= sum >= threshold ? 1UL << code : 0;
        }
        return hits;
    }

    /// <summary>Begins to fetch a list's first codes.</summary>
    public static void Prefetch(byte* block)
    {
        if (Sse.IsSupported)
        {
            for (int line = 0; line < Ahead; line += 64)
            {
                Sse.Prefetch0(block + line);
            }
        }
    }

    /// <summary>Where in <c>sums</c> a code's sum stands: those of even codes first, then those of odd ones.</summary>
    public static int SumOf(int code) => (code >> 1) + (code & 1) * 32;

    /// <summary>Bit i to bit 2i.</summary>
    private static ulong Spread(ulong x)
    {
        x = (x | x << 16) & 0x0000FFFF0000FFFF;
        x = (x | x << 8) & 0x00FF00FF00FF00FF;
        x = (x | x << 4) & 0x0F0F0F0F0F0F0F0F;
        x = (x | x << 2) & 0x3333333333333333;
        return (x | x << 1) & 0x5555555555555555;
    }
}
