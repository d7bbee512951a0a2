using System.Numerics.Tensors;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// Finds the vectors nearest to a query, in process. Ids are the caller's small non-negative integers (slots: memory grows
/// with the largest id). Any number of threads may search while others insert, update and remove: a search sees each
/// vector either as it was before a change or after it. Searching allocates nothing.
/// </summary>
public sealed class VectorIndex
{
    private const int ChunkRows = 1024;
    private readonly Lock _write = new();
    private volatile State _state;
    private int _live;

    public VectorIndex(int dimensions, VectorMetric metric = VectorMetric.Cosine)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        Dimensions = dimensions;
        Metric = metric;
        _state = new State([], [], 0, []);
    }

    public int Dimensions { get; }

    public VectorMetric Metric { get; }

    /// <summary>Vectors that can be found.</summary>
    public int Count => Volatile.Read(ref _live);

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
            var state = _state;
            if (state.Rows > 2 * _live + ChunkRows)
            {
                state = Compact(state);
            }
            // The new row is written before it is counted, and counted before the old one is withdrawn.
            if (state.Rows == state.Chunks.Length * ChunkRows)
            {
                state = state with { Chunks = [.. state.Chunks, new float[ChunkRows * Dimensions]], Ids = [.. state.Ids, new int[ChunkRows]] };
            }
            var row = state.Chunks[state.Rows / ChunkRows].AsSpan(state.Rows % ChunkRows * Dimensions, Dimensions);
            vector.CopyTo(row);
            if (Metric == VectorMetric.Cosine)
            {
                float norm = TensorPrimitives.Norm<float>(row);
                TensorPrimitives.Multiply(row, norm > 0 ? 1 / norm : 0, row);
            }
            state.Ids[state.Rows / ChunkRows][state.Rows % ChunkRows] = id;
            var rowOf = state.RowOf;
            if (id >= rowOf.Length)
            {
                Array.Resize(ref rowOf, Math.Max(id + 1, 2 * rowOf.Length));
            }
            int old = rowOf[id] - 1;
            Volatile.Write(ref rowOf[id], state.Rows + 1);
            _state = state with { Rows = state.Rows + 1, RowOf = rowOf };
            if (old >= 0)
            {
                state.Ids[old / ChunkRows][old % ChunkRows] = -1;
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
            var state = _state;
            if (id < 0 || id >= state.RowOf.Length || state.RowOf[id] == 0)
            {
                return false;
            }
            int row = state.RowOf[id] - 1;
            state.Ids[row / ChunkRows][row % ChunkRows] = -1;
            state.RowOf[id] = 0;
            _live--;
            return true;
        }
    }

    /// <summary>Copies the stored vector (of unit length under cosine); false when there is none.</summary>
    public bool TryGet(int id, Span<float> vector)
    {
        lock (_write)
        {
            var state = _state;
            if (id < 0 || id >= state.RowOf.Length || state.RowOf[id] == 0)
            {
                return false;
            }
            int row = state.RowOf[id] - 1;
            state.Chunks[row / ChunkRows].AsSpan(row % ChunkRows * Dimensions, Dimensions).CopyTo(vector);
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
        float scale = 1;
        if (Metric == VectorMetric.Cosine)
        {
            float norm = TensorPrimitives.Norm(query);
            scale = norm > 0 ? 1 / norm : 0;
        }
        var top = new TopHits(hits[..k]);
        var state = _state;
        for (int row = 0; row < state.Rows; row++)
        {
            int id = state.Ids[row / ChunkRows][row % ChunkRows];
            if (id < 0 || (filter is not null && !filter.Contains(id)))
            {
                continue;
            }
            var stored = state.Chunks[row / ChunkRows].AsSpan(row % ChunkRows * Dimensions, Dimensions);
            float score;
            if (Metric == VectorMetric.L2)
            {
                float distance = TensorPrimitives.Distance(query, stored);
                score = -distance * distance;
            }
            else
            {
                score = scale * TensorPrimitives.Dot(query, stored);
            }
            if (score > top.Threshold)
            {
                top.Add(id, score);
            }
        }
        top.Sort();
        return top.Count;
    }

    /// <summary>Writes the live rows into fresh chunks; searches that run keep the old ones.</summary>
    private State Compact(State state)
    {
        int chunks = (_live + ChunkRows - 1) / ChunkRows;
        var fresh = new State(new float[chunks][], new int[chunks][], 0, new int[state.RowOf.Length]);
        int rows = 0;
        for (int row = 0; row < state.Rows; row++)
        {
            int id = state.Ids[row / ChunkRows][row % ChunkRows];
            if (id < 0)
            {
                continue;
            }
            int chunk = rows / ChunkRows;
            fresh.Chunks[chunk] ??= new float[ChunkRows * Dimensions];
            fresh.Ids[chunk] ??= new int[ChunkRows];
            state.Chunks[row / ChunkRows].AsSpan(row % ChunkRows * Dimensions, Dimensions).CopyTo(fresh.Chunks[chunk].AsSpan(rows % ChunkRows * Dimensions));
            fresh.Ids[chunk][rows % ChunkRows] = id;
            fresh.RowOf[id] = ++rows;
        }
        return fresh with { Rows = rows };
    }

    /// <param name="Chunks">Vectors, <see cref="ChunkRows"/> to a chunk.</param>
    /// <param name="Ids">The id of each row, or -1 for one withdrawn.</param>
    /// <param name="Rows">Rows written so far.</param>
    /// <param name="RowOf">For each id one more than its row, or 0.</param>
    private sealed record State(float[][] Chunks, int[][] Ids, int Rows, int[] RowOf);
}
