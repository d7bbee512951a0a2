using System.Numerics;

namespace FeedbackLoop.SearchApi.Catalog;

/// <summary>A set of items by ordinal, one bit each. Immutable once shared.</summary>
public sealed class ItemSet(int capacity)
{
    private readonly ulong[] _bits = new ulong[(capacity + 63) / 64];

    /// <summary>Ordinals from here on are not in the set.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>One bit per ordinal, lowest first.</summary>
    public ReadOnlySpan<ulong> Bits => _bits;

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _bits)
            {
                count += BitOperations.PopCount(word);
            }

            return count;
        }
    }

    public bool Contains(int ordinal) => ordinal < Capacity && (_bits[ordinal >> 6] >> (ordinal & 63) & 1) != 0;

    public void Add(int ordinal) => _bits[ordinal >> 6] |= 1UL << (ordinal & 63);

    /// <summary>The items that are in both.</summary>
    public ItemSet And(ItemSet other)
    {
        var both = new ItemSet(Math.Min(Capacity, other.Capacity));
        for (var i = 0; i < both._bits.Length; i++)
        {
            both._bits[i] = _bits[i] & other._bits[i];
        }

        return both;
    }

    public void AddAll(ItemSet other)
    {
        for (var i = 0; i < Math.Min(_bits.Length, other._bits.Length); i++)
        {
            _bits[i] |= other._bits[i];
        }
    }
}
