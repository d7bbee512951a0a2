using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// Finds nearest vectors among up to tens of millions: inverted lists around k-means centres (Jégou, Douze and Schmid 2011),
/// 4-bit product codes of the residuals scanned in registers (<see cref="FastScan"/>), and exact scores of the best
/// candidates from 16-bit vectors. All metrics become an inner product: cosine by unit length, Euclidean by one more value
/// (Bachrach et al., "Speeding Up the Xbox Recommender System", RecSys 2014). Any number of threads may search while one
/// at a time updates. A search allocates nothing.
/// </summary>
public sealed unsafe partial class InvertedFileIndex
{
    private readonly Lock _write = new();
    private readonly InvertedFileOptions _options;
    private readonly Matrix _centres; // lists x width
    private readonly short[] _shortCentres; // pinned
    private readonly float[] _centreScales;
    private readonly ProductQuantizer _quantizer;
    private readonly float _lift; // the vectors' usual length; Euclidean: also the additional value of a query
    private readonly float[] _halfSquares; // of the centres' lengths; Euclidean: 0, the additional value has them
    private volatile VectorList[] _lists;
    private volatile int[] _listOf = []; // by id, one more than the list; 0 for none
    private volatile int[] _placeOf = [];
    private readonly int _slotBits; // filters are over ids without this many lowest bits
    private int _live;

    private InvertedFileIndex(int dimensions, VectorMetric metric, InvertedFileOptions options, Matrix centres, ProductQuantizer quantizer, float lift)
    {
        (Dimensions, Metric, _options, _centres, _quantizer, _lift) = (dimensions, metric, options, centres, quantizer, lift);
        _slotBits = options.SlotBits;
        _lists = new VectorList[centres.Rows];
        _centreScales = new float[centres.Rows];
        _halfSquares = new float[centres.Rows];
        _shortCentres = GC.AllocateArray<short>(centres.Data.Length, pinned: true);
        for (int c = 0; c < centres.Rows; c++)
        {
            _halfSquares[c] = metric == VectorMetric.L2 ? 0 : TensorPrimitives.SumOfSquares<float>(centres.Row(c)) / 2;
            _centreScales[c] = ShortVector.Quantise(centres.Row(c), _shortCentres.AsSpan(c * Width, Width));
        }
    }

    public int Dimensions { get; }

    public VectorMetric Metric { get; }

    public int Lists => _centres.Rows;

    /// <summary>Vectors that can be found.</summary>
    public int Count => Volatile.Read(ref _live);

    /// <summary>Bytes held for vectors, codes, ids and centres.</summary>
    public long MemoryBytes => _lists.Sum(list => VectorList.Bytes(list.Capacity, Width, _quantizer.Subspaces)) + _centres.Data.Length * 6L + (_listOf.Length + _placeOf.Length) * 4L;

    private int Width => _centres.Columns;

    /// <summary>Adds a vector or replaces the one with this id.</summary>
    public void Upsert(int id, ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        CheckLength(vector.Length);
        Span<float> work = stackalloc float[Width];
        Prepare(vector, work);
        int list = Nearest(work);
        Span<short> integers = stackalloc short[Width];
        Span<byte> codes = stackalloc byte[_quantizer.Subspaces];
        float scale = ShortVector.Quantise(work, integers);
        TensorPrimitives.Subtract(work, _centres.Row(list), work);
        _quantizer.Encode(work, codes);
        lock (_write)
        {
            var into = _lists[list];
            if (into.Count == into.Capacity)
            {
                into = Renew(list);
            }
            int place = into.Count;
            into.Append(id, codes, integers, scale);
            MakeRoom(id);
            var (oldList, oldPlace) = (_listOf[id] - 1, _placeOf[id]);
            _placeOf[id] = place;
            Volatile.Write(ref _listOf[id], list + 1);
            if (oldList >= 0)
            {
                Withdraw(id, oldList, oldPlace);
            }
            else
            {
                _live++;
            }
        }
    }

    /// <summary>Takes a vector out; false when there was none.</summary>
    public bool Remove(int id)
    {
        lock (_write)
        {
            if (id < 0 || id >= _listOf.Length || _listOf[id] == 0)
            {
                return false;
            }
            int list = _listOf[id] - 1;
            _listOf[id] = 0;
            Withdraw(id, list, _placeOf[id]);
            _live--;
            return true;
        }
    }

    private void Withdraw(int id, int list, int place)
    {
        var from = _lists[list];
        from.Ids[place] = ~id;
        from.Withdrawn++;
        if (from.IsCrowded)
        {
            Renew(list);
        }
    }

    /// <summary>Puts a compact copy in a list's place. Searches that run keep the old one; see <see cref="ScoreNow"/>.</summary>
    private VectorList Renew(int list)
    {
        var fresh = _lists[list].Compact(Width, _quantizer.Subspaces);
        var lists = (VectorList[])_lists.Clone();
        lists[list] = fresh;
        _lists = lists;
        for (int place = 0; place < fresh.Count; place++)
        {
            Volatile.Write(ref _placeOf[fresh.Ids[place]], place);
        }
        return fresh;
    }

    private void MakeRoom(int id)
    {
        if (id < _listOf.Length)
        {
            return;
        }
        int[] listOf = _listOf, placeOf = _placeOf;
        int length = Math.Max(id + 1, listOf.Length + listOf.Length / 2);
        Array.Resize(ref placeOf, length);
        Array.Resize(ref listOf, length);
        (_placeOf, _listOf) = (placeOf, listOf);
    }

    private int Nearest(ReadOnlySpan<float> work)
    {
        int best = 0;
        float least = float.PositiveInfinity;
        for (int c = 0; c < _centres.Rows; c++)
        {
            float distance = TensorPrimitives.Distance(work, _centres.Row(c));
            if (distance < least)
            {
                (best, least) = (c, distance);
            }
        }
        return best;
    }

    /// <summary>Brings a stored vector into the form in which nearness is an inner product, padded with zeros.</summary>
    private void Prepare(ReadOnlySpan<float> vector, Span<float> work) => Prepare(vector, work, Metric, _lift);

    private static void Prepare(ReadOnlySpan<float> vector, Span<float> work, VectorMetric metric, float lift)
    {
        vector.CopyTo(work);
        work[vector.Length..].Clear();
        if (metric == VectorMetric.Cosine)
        {
            float norm = TensorPrimitives.Norm(vector);
            TensorPrimitives.Multiply(vector, norm > 0 ? 1 / norm : 0, work);
        }
        else if (metric == VectorMetric.L2)
        {
            work[vector.Length] = -TensorPrimitives.SumOfSquares(vector) / (2 * lift);
        }
    }

    private void CheckLength(int length)
    {
        if (length != Dimensions)
        {
            throw new ArgumentException($"a vector has {Dimensions} values here, not {length}");
        }
    }
}
