namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// One inverted list: codes for the fast scan, 16-bit vectors for exact scores, and ids. One writer appends behind
/// <see cref="Count"/> while others read before it; to grow or to be rid of what was withdrawn, a copy takes the list's place.
/// </summary>
internal sealed unsafe class VectorList
{
    private readonly object _memory;
    private int _count;

    /// <param name="memory">Keeps the memory behind the pointers alive.</param>
    public VectorList(object memory, byte* codes, short* vectors, float* scales, int* ids, int capacity, int count)
    {
        _memory = memory;
        Codes = codes;
        Vectors = vectors;
        Scales = scales;
        Ids = ids;
        Capacity = capacity;
        _count = count;
    }

    /// <summary>Blocks of <see cref="FastScan.BlockCodes"/> codes.</summary>
    public byte* Codes { get; }

    public short* Vectors { get; }

    public float* Scales { get; }

    /// <summary>The id at each place, or its complement once it is withdrawn.</summary>
    public int* Ids { get; }

    public int Capacity { get; }

    public int Count
    {
        get => Volatile.Read(ref _count);
        set => Volatile.Write(ref _count, value);
    }

    /// <summary>Bytes of memory that the list holds.</summary>
    public static long Bytes(int capacity, int width, int subspaces) => CodeBytes(capacity, subspaces) + (long)capacity * (width * sizeof(short) + sizeof(float) + sizeof(int));

    /// <summary>Codes come in whole blocks.</summary>
    private static long CodeBytes(int capacity, int subspaces) => (capacity + FastScan.BlockCodes - 1L) / FastScan.BlockCodes * FastScan.BlockCodes * (subspaces / 2);

    public static VectorList Allocate(int capacity, int width, int subspaces)
    {
        capacity = Math.Max(capacity, 1);
        // One pinned piece; codes and vectors start on cache lines.
        var memory = GC.AllocateArray<byte>(checked((int)Bytes(capacity, width, subspaces) + 64), pinned: true);
        byte* start = (byte*)(((nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref memory[0]) + 63) & ~63);
        return At(memory, start, capacity, width, subspaces, 0);
    }

    /// <summary>A list over memory laid out as <see cref="Allocate"/> lays it out.</summary>
    public static VectorList At(object memory, byte* start, int capacity, int width, int subspaces, int count)
    {
        byte* vectors = start + CodeBytes(capacity, subspaces);
        byte* scales = vectors + (long)capacity * width * sizeof(short);
        return new VectorList(memory, start, (short*)vectors, (float*)scales, (int*)(scales + (long)capacity * sizeof(float)), capacity, count);
    }

    /// <summary>Places whose vector was withdrawn; for the writer.</summary>
    public int Withdrawn { get; set; }

    /// <summary>True once the codes of withdrawn vectors would crowd out too many others among a search's candidates.</summary>
    public bool IsCrowded => Withdrawn > 4 + Count / 8;

    /// <summary>A copy without what was withdrawn and with room to grow; places change.</summary>
    public VectorList Compact(int width, int subspaces)
    {
        int live = Count - Withdrawn, kept = 0;
        var fresh = Allocate(live + Math.Max(FastScan.BlockCodes / 4, live / 4), width, subspaces);
        for (int place = 0; place < Count; place++)
        {
            if (Ids[place] < 0)
            {
                continue;
            }
            byte* from = CodeOf(Codes, place, subspaces), to = CodeOf(fresh.Codes, kept, subspaces);
            for (int pair = 0; pair < subspaces / 2; pair++)
            {
                to[pair * FastScan.BlockCodes] = from[pair * FastScan.BlockCodes];
            }
            new Span<short>(Vectors + (long)place * width, width).CopyTo(new Span<short>(fresh.Vectors + (long)kept * width, width));
            (fresh.Scales[kept], fresh.Ids[kept]) = (Scales[place], Ids[place]);
            kept++;
        }
        fresh.Count = kept;
        KeepAlive();
        return fresh;
    }

    private static byte* CodeOf(byte* codes, int place, int subspaces) =>
        codes + (long)(place / FastScan.BlockCodes) * FastScan.BlockCodes * (subspaces / 2) + place % FastScan.BlockCodes;

    /// <summary>Writes behind the last place, then counts it.</summary>
    public void Append(int id, ReadOnlySpan<byte> codes, ReadOnlySpan<short> vector, float scale)
    {
        int place = Count;
        byte* block = CodeOf(Codes, place, codes.Length);
        for (int s = 0; s < codes.Length; s += 2, block += FastScan.BlockCodes)
        {
            *block = (byte)(codes[s] | codes[s + 1] << 4);
        }
        vector.CopyTo(new Span<short>(Vectors + (long)place * vector.Length, vector.Length));
        Scales[place] = scale;
        Ids[place] = id;
        Count = place + 1;
    }

    /// <summary>Keeps the memory alive up to here.</summary>
    public void KeepAlive() => GC.KeepAlive(_memory);
}
