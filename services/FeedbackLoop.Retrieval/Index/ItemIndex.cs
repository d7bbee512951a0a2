using System.Numerics.Tensors;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// Finds items that have several vectors each, as of their picture and of their words. The best of them: each is a vector of a
/// <see cref="VectorIndex"/>, and among the best k times as many vectors as an item has there are the best k items. Their sum:
/// since inner products add up, the sum of the vectors is stored, once. Any number of threads may search while others change
/// items; an item is changed whole as far as writers are concerned, while a search that runs meanwhile may meet its old vector
/// of one kind and the new one of another. Searching allocates nothing.
/// </summary>
public sealed class ItemIndex
{
    private const int MaxOnStack = 2048;
    private readonly Lock _write = new();
    private readonly VectorIndex _vectors;
    private readonly VectorMetric _metric;
    private readonly ItemScore _score;
    private readonly int _slotBits;
    private int _items;
    private byte[] _present = []; // by item, how many vectors it has

    /// <param name="dimensions">Values in a vector.</param>
    /// <param name="vectorsPerItem">The most that an item has, at most 64.</param>
    /// <param name="metric">How near a query and a vector are.</param>
    /// <param name="score">What becomes of the scores of an item's vectors.</param>
    /// <param name="scanForm">What a scan reads.</param>
    public ItemIndex(int dimensions, int vectorsPerItem, VectorMetric metric = VectorMetric.Cosine, ItemScore score = ItemScore.Best, ScanForm scanForm = ScanForm.Int8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vectorsPerItem, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vectorsPerItem, 64);
        if (score == ItemScore.Sum && metric == VectorMetric.L2)
        {
            throw new ArgumentException("distances cannot be added up in one vector: inner products can", nameof(score));
        }
        (VectorsPerItem, _metric, _score) = (vectorsPerItem, metric, score);
        _slotBits = score == ItemScore.Sum ? 0 : System.Numerics.BitOperations.Log2((uint)vectorsPerItem * 2 - 1);
        // The sum of unit vectors is no unit vector: its inner product with the query is the sum of the cosines.
        _vectors = new VectorIndex(dimensions, score == ItemScore.Sum ? VectorMetric.Dot : metric, scanForm, _slotBits);
    }

    public int Dimensions => _vectors.Dimensions;

    public int VectorsPerItem { get; }

    /// <summary>Items that can be found.</summary>
    public int Count => Volatile.Read(ref _items);

    /// <summary>True while every search is a scan of all vectors.</summary>
    public bool IsExact => _vectors.IsExact;

    /// <summary>Adds an item or replaces all of its vectors.</summary>
    /// <param name="item">A small number that is not negative.</param>
    /// <param name="vectors">Between 1 and <see cref="VectorsPerItem"/> vectors, one behind the other.</param>
    public void Upsert(int item, ReadOnlySpan<float> vectors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(item);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(item, int.MaxValue >> _slotBits);
        int count = vectors.Length / Dimensions;
        if (count < 1 || count > VectorsPerItem || vectors.Length % Dimensions != 0)
        {
            throw new ArgumentException($"an item has 1 to {VectorsPerItem} vectors of {Dimensions} values here, not {vectors.Length} values", nameof(vectors));
        }
        lock (_write)
        {
            if (item >= _present.Length)
            {
                Array.Resize(ref _present, Math.Max(item + 1, _present.Length * 2));
            }
            int before = _present[item];
            _present[item] = (byte)count;
            _items += before == 0 ? 1 : 0;
            if (_score == ItemScore.Sum)
            {
                Span<float> sum = stackalloc float[Dimensions];
                Add(vectors, sum);
                _vectors.Upsert(item, sum);
                return;
            }
            for (int i = 0; i < count; i++)
            {
                _vectors.Upsert((item << _slotBits) + i, vectors.Slice(i * Dimensions, Dimensions));
            }
            for (int i = count; i < before; i++)
            {
                _vectors.Remove((item << _slotBits) + i);
            }
        }
    }

    /// <summary>Takes an item out with all its vectors; false when there was none.</summary>
    public bool Remove(int item)
    {
        lock (_write)
        {
            if (item < 0 || item >= _present.Length || _present[item] == 0)
            {
                return false;
            }
            int slots = _score == ItemScore.Sum ? 1 : _present[item];
            for (int i = 0; i < slots; i++)
            {
                _vectors.Remove((item << _slotBits) + i);
            }
            _present[item] = 0;
            _items--;
            return true;
        }
    }

    /// <summary>The nearest items, best first, each once.</summary>
    /// <param name="query"><see cref="Dimensions"/> values.</param>
    /// <param name="k">How many are wanted, at most the length of <paramref name="hits"/>.</param>
    /// <param name="hits">Where they go.</param>
    /// <param name="filter">When given, only items in it are found.</param>
    /// <returns>How many were found.</returns>
    public int Search(ReadOnlySpan<float> query, int k, Span<Hit> hits, SlotBitmap? filter = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, hits.Length);
        if (_score == ItemScore.Sum)
        {
            return SearchSums(query, k, hits, filter);
        }
        int most = checked(k * VectorsPerItem), items = 0;
        Span<Hit> vectors = most <= MaxOnStack ? stackalloc Hit[most] : new Hit[most];
        foreach (var (slot, score) in vectors[.._vectors.Search(query, most, vectors, filter)])
        {
            int item = slot >> _slotBits;
            if (items < k && !Contains(hits[..items], item))
            {
                hits[items++] = new Hit(item, score);
            }
        }
        return items;
    }

    /// <summary>Moves to inverted lists; see <see cref="VectorIndex.Optimise"/>.</summary>
    public void Optimise(InvertedFileOptions options, CancellationToken cancellationToken = default) => _vectors.Optimise(options, cancellationToken);

    private int SearchSums(ReadOnlySpan<float> query, int k, Span<Hit> hits, SlotBitmap? filter)
    {
        int found = _vectors.Search(query, k, hits, filter);
        float norm = _metric == VectorMetric.Cosine ? TensorPrimitives.Norm(query) : 1;
        foreach (ref var hit in hits[..found])
        {
            hit = hit with { Score = norm > 0 ? hit.Score / norm : 0 };
        }
        return found;
    }

    private void Add(ReadOnlySpan<float> vectors, Span<float> sum)
    {
        sum.Clear();
        for (; !vectors.IsEmpty; vectors = vectors[Dimensions..])
        {
            var vector = vectors[..Dimensions];
            float norm = _metric == VectorMetric.Cosine ? TensorPrimitives.Norm(vector) : 1;
            TensorPrimitives.MultiplyAdd(vector, norm > 0 ? 1 / norm : 0, sum, sum);
        }
    }

    private static bool Contains(ReadOnlySpan<Hit> hits, int item)
    {
        foreach (var hit in hits)
        {
            if (hit.Id == item)
            {
                return true;
            }
        }
        return false;
    }
}
