namespace FeedbackLoop.Retrieval.Index;

/// <summary>A set of ids, one bit each: which items a search may return. Fill it, then search with it.</summary>
public sealed class SlotBitmap
{
    private ulong[] _words;

    /// <param name="capacity">One more than the largest id that may be added without growing.</param>
    public SlotBitmap(int capacity = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _words = new ulong[(capacity + 63) / 64];
    }

    /// <summary>How many ids are in the set.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in _words)
            {
                count += System.Numerics.BitOperations.PopCount(word);
            }
            return count;
        }
    }

    public void Add(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        if (id >> 6 >= _words.Length)
        {
            Array.Resize(ref _words, Math.Max((id >> 6) + 1, _words.Length * 2));
        }
        _words[id >> 6] |= 1UL << id;
    }

    public void Remove(int id)
    {
        if (Contains(id))
        {
            _words[id >> 6] &= ~(1UL << id);
        }
    }

    /// <summary>The ids in the set, ascending, without allocation.</summary>
    public Enumerator GetEnumerator() => new(_words);

    public bool Contains(int id) => id >= 0 && id >> 6 < _words.Length && (_words[id >> 6] >> id & 1) != 0;

    /// <summary>Adds every id of <paramref name="other"/>.</summary>
    public void UnionWith(SlotBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._words.Length > _words.Length)
        {
            Array.Resize(ref _words, other._words.Length);
        }
        for (int i = 0; i < other._words.Length; i++)
        {
            _words[i] |= other._words[i];
        }
    }

    /// <summary>The ids that are in both, as a new set.</summary>
    public SlotBitmap Intersect(SlotBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int words = Math.Min(_words.Length, other._words.Length);
        var both = new SlotBitmap(words * 64);
        for (int i = 0; i < words; i++)
        {
            both._words[i] = _words[i] & other._words[i];
        }
        return both;
    }

    public struct Enumerator(ulong[] words)
    {
        private int _word = -1;
        private ulong _left;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (++_word >= words.Length)
                {
                    return false;
                }
                _left = words[_word];
            }
            Current = _word * 64 + System.Numerics.BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
