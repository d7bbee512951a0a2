using System.Numerics.Tensors;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// Finds the vectors nearest to a query, in process. Ids are the caller's small non-negative integers (slots: memory grows
/// with the largest id). Any number of threads may search while others insert, update and remove: a search sees each
/// vector either as it was before a change or after it. Searching allocates nothing. It starts exact, by scanning, which is
/// fastest up to some ten thousand vectors; <see cref="Optimise"/> moves to an <see cref="InvertedFileIndex"/>.
/// </summary>
public sealed unsafe class VectorIndex
{
    private const int ChunkRows = 1024;
    private readonly Lock _write = new();
    private readonly HashSet<int> _changed = [];
    private volatile State _state = new([], [], 0, [], 0);
    private volatile InvertedFileIndex? _inverted;
    private bool _optimising;
    private int _live;

    public VectorIndex(int dimensions, VectorMetric metric = VectorMetric.Cosine)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        Dimensions = dimensions;
        Metric = metric;
    }

    public int Dimensions { get; }

    public VectorMetric Metric { get; }

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
            state.Ids[row / ChunkRows][row % ChunkRows] = -1;
            state.RowsById[id] = 0;
            _live--;
            return true;
        }
    }

    /// <summary>The nearest vectors, best first.</summary>
    /// <param name="query"><see cref="Dimensions"/> values; need not be of unit length.</param>
    /// <param name="k">How many are wanted, at most the length of <paramref name="hits"/>.</param>
    /// <param name="hits">Where they go.</param>
    /// <param name="filter">When given, only ids in it are found.</param>
    /// <returns>How many were found.</returns>
    public int Search(ReadOnlySpan<float> query, int k, Span<Hit> hits, SlotBitmap? filter = null)
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
        if (_inverted is { } inverted)
        {
            return inverted.Search(query, k, hits, filter);
        }
        var top = new TopHits(hits[..k]);
        float norm = TensorPrimitives.Norm(query);
        float scale = Metric != VectorMetric.Cosine ? 1 : norm > 0 ? 1 / norm : 0;
        var state = _state;
        int done = Scan(state, 0, query, scale, filter, ref top);
        // What was replaced meanwhile stands behind the rows that were there at the start; compaction begins another generation.
        for (var now = _state; now.Generation == state.Generation && now.Rows > done; now = _state)
        {
            done = Scan(now, done, query, scale, filter, ref top);
        }
        top.Sort();
        return top.Count;
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
            var built = InvertedFileIndex.Build(Dimensions, Metric, vectors, ids, options, cancellationToken);
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
                _state = new State([], [], 0, [], state.Generation + 1);
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

    private int Scan(State state, int from, ReadOnlySpan<float> query, float scale, SlotBitmap? filter, scoped ref TopHits top)
    {
        Span<float> scores = stackalloc float[4];
        fixed (float* q = query)
        {
            for (int row = from; row < state.Rows;)
            {
                int place = row % ChunkRows;
                var ids = state.Ids[row / ChunkRows];
                float* at = state.Vectors(row / ChunkRows) + (long)place * Dimensions;
                int count = place + 4 <= ChunkRows && row + 4 <= state.Rows && Metric != VectorMetric.L2 && filter is null ? 4 : 1;
                if (count == 4)
                {
                    FourDots.Compute(q, at, Dimensions, scores);
                }
                else if (ids[place] >= 0 && filter?.Contains(ids[place]) != false)
                {
                    scores[0] = Score(query, new ReadOnlySpan<float>(at, Dimensions));
                }
                else
                {
                    row++;
                    continue;
                }
                for (int i = 0; i < count; i++)
                {
                    float score = scores[i] * scale;
                    int id = ids[place + i];
                    if (score > top.Threshold && id >= 0)
                    {
                        top.AddOnce(id, score);
                    }
                }
                row += count;
            }
        }
        GC.KeepAlive(state);
        return state.Rows;
    }

    private float Score(ReadOnlySpan<float> query, ReadOnlySpan<float> stored)
    {
        if (Metric != VectorMetric.L2)
        {
            return TensorPrimitives.Dot(query, stored);
        }
        float distance = TensorPrimitives.Distance(query, stored);
        return -distance * distance;
    }

    private void Append(int id, ReadOnlySpan<float> vector)
    {
        var state = _state;
        if (state.Rows > 2 * _live + ChunkRows)
        {
            state = Compact(state);
        }
        // The new row is written before it is counted, and counted before the old one is withdrawn.
        if (state.Rows == state.Chunks.Length * ChunkRows)
        {
            state = state with { Chunks = [.. state.Chunks, NewChunk()], Ids = [.. state.Ids, new int[ChunkRows]] };
        }
        var row = Row(state, state.Rows);
        vector.CopyTo(row);
        if (Metric == VectorMetric.Cosine)
        {
            float norm = TensorPrimitives.Norm<float>(row);
            TensorPrimitives.Multiply(row, norm > 0 ? 1 / norm : 0, row);
        }
        state.Ids[state.Rows / ChunkRows][state.Rows % ChunkRows] = id;
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
            state.Ids[old / ChunkRows][old % ChunkRows] = -1;
        }
        else
        {
            _live++;
        }
    }

    /// <summary>Writes the live rows into fresh chunks; searches that run keep the old ones.</summary>
    private State Compact(State state)
    {
        int chunks = (_live + ChunkRows - 1) / ChunkRows;
        var fresh = new State(new float[chunks][], new int[chunks][], 0, new int[state.RowsById.Length], state.Generation + 1);
        for (int i = 0; i < chunks; i++)
        {
            (fresh.Chunks[i], fresh.Ids[i]) = (NewChunk(), new int[ChunkRows]);
        }
        int rows = 0;
        for (int row = 0; row < state.Rows; row++)
        {
            int id = state.Ids[row / ChunkRows][row % ChunkRows];
            if (id >= 0)
            {
                Row(state, row).CopyTo(Row(fresh, rows));
                fresh.Ids[rows / ChunkRows][rows % ChunkRows] = id;
                fresh.RowsById[id] = ++rows;
            }
        }
        return fresh with { Rows = rows };
    }

    private (float[] Vectors, int[] Ids) Snapshot(State state)
    {
        var ids = new List<int>(state.Rows);
        var vectors = new List<float>(state.Rows * Dimensions);
        for (int row = 0; row < state.Rows; row++)
        {
            int id = state.Ids[row / ChunkRows][row % ChunkRows];
            if (id >= 0)
            {
                ids.Add(id);
                vectors.AddRange(Row(state, row));
            }
        }
        return ([.. vectors], [.. ids]);
    }

    private float[] NewChunk() => GC.AllocateUninitializedArray<float>(ChunkRows * Dimensions, pinned: true);

    private Span<float> Row(State state, int row) => state.Chunks[row / ChunkRows].AsSpan(row % ChunkRows * Dimensions, Dimensions);

    private static int RowOf(State state, int id) => id >= 0 && id < state.RowsById.Length ? state.RowsById[id] - 1 : -1;

    /// <param name="Chunks">Vectors, <see cref="ChunkRows"/> to a chunk, pinned.</param>
    /// <param name="Ids">The id of each row, or -1 for one withdrawn.</param>
    /// <param name="Rows">Rows written so far.</param>
    /// <param name="RowsById">For each id one more than its row, or 0.</param>
    /// <param name="Generation">Rows keep their places within one.</param>
    private sealed record State(float[][] Chunks, int[][] Ids, int Rows, int[] RowsById, int Generation)
    {
        public float* Vectors(int chunk) => (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref Chunks[chunk][0]);
    }
}
