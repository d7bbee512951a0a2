using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// Finds the vectors nearest to a query, in process. Ids are the caller's small non-negative integers (slots: memory grows
/// with the largest id). Any number of threads may search while others insert, update and remove: a search sees each
/// vector either as it was before a change or after it. Searching allocates nothing. It starts exact, by scanning, which is
/// fastest up to some ten thousand vectors; <see cref="Optimise"/> moves to an <see cref="InvertedFileIndex"/>.
/// </summary>
public sealed partial class VectorIndex
{
    private readonly Lock _write = new();
    private readonly HashSet<int> _changed = [];
    private volatile State _state = new([], 0, [], new Generation());
    private volatile InvertedFileIndex? _inverted;
    private readonly int _slotBits;
    private bool _optimising;
    private int _live;

    public VectorIndex(int dimensions, VectorMetric metric = VectorMetric.Cosine, ScanForm scanForm = ScanForm.Int8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        (Dimensions, Metric, ScanForm) = (dimensions, metric, scanForm);
    }

    /// <param name="dimensions">Values in a vector.</param>
    /// <param name="metric">How near two vectors are.</param>
    /// <param name="scanForm">What a scan reads.</param>
    /// <param name="slotBits">Lowest bits of an id that number an item's vectors: filters are over the item.</param>
    internal VectorIndex(int dimensions, VectorMetric metric, ScanForm scanForm, int slotBits)
        : this(dimensions, metric, scanForm)
    {
        _slotBits = slotBits;
    }

    public int Dimensions { get; }

    public VectorMetric Metric { get; }

    public ScanForm ScanForm { get; }

    /// <summary>True while every search is a scan of all vectors.</summary>
    public bool IsExact => _inverted is null;

    /// <summary>Vectors that can be found.</summary>
    public int Count => _inverted?.Count ?? Volatile.Read(ref _live);

    /// <summary>Adds a vector or replaces the one with this id.</summary>
    public void Upsert(int id, ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        if (vector.Length != Dimensions)
        {
            throw new ArgumentException($"a vector has {Dimensions} values here, not {vector.Length}", nameof(vector));
        }
        lock (_write)
        {
            if (_inverted is { } inverted)
            {
                inverted.Upsert(id, vector);
                return;
            }
            if (_optimising)
            {
                _changed.Add(id);
            }
            Append(id, vector);
        }
    }

    /// <summary>Takes a vector out; false when there was none.</summary>
    public bool Remove(int id)
    {
        lock (_write)
        {
            if (_inverted is { } inverted)
            {
                return inverted.Remove(id);
            }
            var state = _state;
            if (RowOf(state, id) is not (>= 0 and var row))
            {
                return false;
            }
            if (_optimising)
            {
                _changed.Add(id);
            }
            state.Chunks[row / RowChunk.Rows].Ids[row % RowChunk.Rows] = -1;
            state.RowsById[id] = 0;
            _live--;
            return true;
        }
    }

    /// <summary>The nearest vectors, best first; from inverted lists with the recall that <see cref="Optimise"/> was told.</summary>
    /// <param name="query"><see cref="Dimensions"/> values; need not be of unit length.</param>
    /// <param name="k">How many are wanted, at most the length of <paramref name="hits"/>.</param>
    /// <param name="hits">Where they go.</param>
    /// <param name="filter">When given, only ids in it are found.</param>
    /// <returns>How many were found.</returns>
    public int Search(ReadOnlySpan<float> query, int k, Span<Hit> hits, SlotBitmap? filter = null) => Search(query, k, hits, null, filter);

    /// <summary>The nearest vectors, best first.</summary>
    /// <param name="query"><see cref="Dimensions"/> values; need not be of unit length.</param>
    /// <param name="k">How many are wanted, at most the length of <paramref name="hits"/>.</param>
    /// <param name="hits">Where they go.</param>
    /// <param name="recall">The share of the true nearest that inverted lists are to find, on average; null for what <see cref="Optimise"/> was told. A scan finds all.</param>
    /// <param name="filter">When given, only ids in it are found.</param>
    /// <returns>How many were found.</returns>
    public int Search(ReadOnlySpan<float> query, int k, Span<Hit> hits, double? recall, SlotBitmap? filter = null)
    {
        if (query.Length != Dimensions)
        {
            throw new ArgumentException($"a query has {Dimensions} values here, not {query.Length}", nameof(query));
        }
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, hits.Length);
        if (k == 0)
        {
            return 0;
        }
        var state = _state; // before the question below: it is emptied after the inverted lists have taken its place
        if (_inverted is not { } inverted)
        {
            return SearchByScan(state, query, k, hits, filter);
        }
        return recall is { } wanted ? inverted.Search(query, k, hits, wanted, filter) : inverted.Search(query, k, hits, filter);
    }

    /// <summary>
    /// Moves to inverted lists, on all cores; searches and updates go on meanwhile. Worth it when a scan has become too slow.
    /// Does nothing when that was done before, or with fewer than a thousand vectors.
    /// </summary>
    public void Optimise(InvertedFileOptions options, CancellationToken cancellationToken = default)
    {
        State state;
        lock (_write)
        {
            if (_optimising || _inverted is not null || _live < 1000)
            {
                return;
            }
            _optimising = true;
            state = _state;
        }
        try
        {
            var (vectors, ids) = Snapshot(state);
            InvertedFileIndex Build() => InvertedFileIndex.Build(Dimensions, Metric, vectors, ids, options with { SlotBits = _slotBits }, cancellationToken);
            var built = options.OnOneCore ? Cores.Alone(Build) : Build();
            lock (_write)
            {
                foreach (int id in _changed)
                {
                    int row = RowOf(_state, id);
                    if (row >= 0)
                    {
                        built.Upsert(id, Row(_state, row));
                    }
                    else
                    {
                        built.Remove(id);
                    }
                }
                _inverted = built;
                Succeed(_state, new State([], 0, [], new Generation()));
            }
        }
        finally
        {
            lock (_write)
            {
                _optimising = false;
                _changed.Clear();
            }
        }
    }

    private void Append(int id, scoped ReadOnlySpan<float> vector)
    {
        var state = _state;
        if (state.Rows > 2 * _live + RowChunk.Rows)
        {
            var compact = Compact(state);
            Succeed(state, compact);
            state = compact;
        }
        // The new row is written before it is counted, and counted before the old one is withdrawn.
        if (state.Rows == state.Chunks.Length * RowChunk.Rows)
        {
            state = state with { Chunks = [.. state.Chunks, new RowChunk(Dimensions, ScanForm)] };
        }
        scoped Span<float> unit = stackalloc float[Metric == VectorMetric.Cosine ? Dimensions : 0];
        if (Metric == VectorMetric.Cosine)
        {
            float norm = TensorPrimitives.Norm(vector);
            TensorPrimitives.Multiply(vector, norm > 0 ? 1 / norm : 0, unit);
            vector = unit;
        }
        state.Chunks[state.Rows / RowChunk.Rows].Write(state.Rows % RowChunk.Rows, id, vector);
        var rowOf = state.RowsById;
        if (id >= rowOf.Length)
        {
            Array.Resize(ref rowOf, Math.Max(id + 1, 2 * rowOf.Length));
        }
        int old = rowOf[id] - 1;
        rowOf[id] = state.Rows + 1;
        _state = state with { Rows = state.Rows + 1, RowsById = rowOf };
        if (old >= 0)
        {
            Volatile.Write(ref state.Chunks[old / RowChunk.Rows].Ids[old % RowChunk.Rows], -1);
        }
        else
        {
            _live++;
        }
    }

    /// <summary>Writes the live rows into fresh chunks; searches that run keep the old ones.</summary>
    private State Compact(State state)
    {
        var fresh = new State(new RowChunk[(_live + RowChunk.Rows - 1) / RowChunk.Rows], 0, new int[state.RowsById.Length], new Generation());
        int rows = 0;
        for (int row = 0; row < state.Rows; row++)
        {
            int id = IdAt(state, row);
            if (id >= 0)
            {
                var chunk = fresh.Chunks[rows / RowChunk.Rows] ??= new RowChunk(Dimensions, ScanForm);
                chunk.Write(rows % RowChunk.Rows, id, Row(state, row));
                fresh.RowsById[id] = ++rows;
            }
        }
        return fresh with { Rows = rows };
    }

    /// <summary>Begins another generation. The last state of the old one stays complete: searches that run in it go on to its end.</summary>
    private void Succeed(State last, State next)
    {
        last.Generation.Last = last;
        _state = next;
    }

    private (float[] Vectors, int[] Ids) Snapshot(State state)
    {
        var ids = new List<int>(state.Rows);
        var vectors = new List<float>(state.Rows * Dimensions);
        for (int row = 0; row < state.Rows; row++)
        {
            int id = IdAt(state, row);
            if (id >= 0)
            {
                ids.Add(id);
                vectors.AddRange(Row(state, row));
            }
        }
        return ([.. vectors], [.. ids]);
    }

    private static Span<float> Row(State state, int row) => state.Chunks[row / RowChunk.Rows].Row(row % RowChunk.Rows);

    private static int IdAt(State state, int row) => state.Chunks[row / RowChunk.Rows].Ids[row % RowChunk.Rows];

    private static int RowOf(State state, int id) => id >= 0 && id < state.RowsById.Length ? state.RowsById[id] - 1 : -1;

    /// <param name="Chunks">The vectors.</param>
    /// <param name="Rows">Rows written so far.</param>
    /// <param name="RowsById">For each id one more than its row, or 0.</param>
    /// <param name="Generation">Rows keep their places within one.</param>
    private sealed record State(RowChunk[] Chunks, int Rows, int[] RowsById, Generation Generation);

    private sealed class Generation
    {
        /// <summary>What it ended with, once another has begun.</summary>
        public volatile State? Last;
    }
}
