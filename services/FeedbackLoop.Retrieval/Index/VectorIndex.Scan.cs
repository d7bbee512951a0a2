using System.Numerics.Tensors;

namespace FeedbackLoop.Retrieval.Index;

public sealed unsafe partial class VectorIndex
{
    /// <summary>A generous bound of the relative error of a float32 sum.</summary>
    internal const float FloatError = 4e-6f;

    private int SearchByScan(State state, ReadOnlySpan<float> query, int k, Span<Hit> hits, SlotBitmap? filter)
    {
        Span<float> values = stackalloc float[Dimensions];
        query.CopyTo(values);
        float norm = TensorPrimitives.Norm(query);
        if (Metric == VectorMetric.Cosine)
        {
            TensorPrimitives.Multiply(values, norm > 0 ? 1 / norm : 0, values);
            norm = 1;
        }
        int width = ByteVector.Pad(Dimensions);
        Span<short> integers = stackalloc short[width];
        float scale = ShortVector.Quantise(values, integers);
        var top = new TopHits(hits[..k]);
        fixed (float* floats = values)
        fixed (short* shorts = integers)
        {
            var asked = new ScannedQuery(floats, shorts, scale, norm);
            int done = Scan(state, 0, asked, filter, ref top);
            // What was replaced meanwhile stands behind the rows that were there at the start.
            for (var now = Newest(state.Generation); now.Rows > done; now = Newest(state.Generation))
            {
                done = Scan(now, done, asked, filter, ref top);
            }
        }
        top.Sort();
        return top.Count;
    }

    /// <summary>The present state, or that with which a generation ended.</summary>
    private State Newest(Generation generation)
    {
        // The ids were read before: one that was seen to be withdrawn has its new row in what is read now.
        Interlocked.MemoryBarrier();
        var now = _state;
        return now.Generation == generation ? now : generation.Last!;
    }

    private int Scan(State state, int from, in ScannedQuery query, SlotBitmap? filter, scoped ref TopHits top)
    {
        for (int row = from; row < state.Rows;)
        {
            int first = row % RowChunk.Rows, last = Math.Min(RowChunk.Rows, first + state.Rows - row);
            var chunk = state.Chunks[row / RowChunk.Rows];
            // Four streams, a quarter of the rows each, and singly what is left over.
            int quarter = (last - first) / 4;
            if (ScanForm == ScanForm.Int8)
            {
                ScanCodes(chunk, first, quarter, query, filter, ref top);
            }
            else
            {
                ScanRows(chunk, first, quarter, query, filter, ref top);
            }
            for (int place = first + 4 * quarter; place < last; place++)
            {
                if (Passes(chunk.Ids[place], filter))
                {
                    Offer(chunk, place, Score(query, chunk, place), ref top);
                }
            }
            row += last - first;
        }
        GC.KeepAlive(state);
        return state.Rows;
    }

    private void ScanRows(RowChunk chunk, int first, int quarter, in ScannedQuery query, SlotBitmap? filter, scoped ref TopHits top)
    {
        Span<float> scores = stackalloc float[4];
        nint stride = (nint)quarter * Dimensions;
        for (int place = first; place < first + quarter; place++)
        {
            if (filter is not null && !AnyPasses(chunk.Ids, place, quarter, filter))
            {
                continue;
            }
            float* rows = chunk.Vectors + (long)place * Dimensions;
            if (Metric == VectorMetric.L2)
            {
                FourDots.ComputeDistances(query.Floats, rows, stride, Dimensions, scores);
            }
            else
            {
                FourDots.Compute(query.Floats, rows, stride, Dimensions, scores);
            }
            for (int i = 0; i < 4; i++)
            {
                if (scores[i] > top.Threshold && Passes(chunk.Ids[place + i * quarter], filter))
                {
                    Offer(chunk, place + i * quarter, scores[i], ref top);
                }
            }
        }
    }

    /// <summary>Reads the codes, and scores exactly each row whose score, for all that its code leaves open, may be among the best.</summary>
    private void ScanCodes(RowChunk chunk, int first, int quarter, in ScannedQuery query, SlotBitmap? filter, scoped ref TopHits top)
    {
        Span<int> sums = stackalloc int[4];
        int width = ByteVector.Pad(Dimensions);
        nint stride = (nint)quarter * width;
        float limit = Limit(query.Norm, top.Threshold);
        for (int place = first; place < first + quarter; place++)
        {
            if (filter is not null && !AnyPasses(chunk.Ids, place, quarter, filter))
            {
                continue;
            }
            ByteVector.FourDots(query.Shorts, chunk.Codes + (long)place * width, stride, width, sums);
            for (int i = 0, at = place; i < 4; i++, at += quarter)
            {
                float most = sums[i] * (query.Scale * chunk.Scales[at]) + query.Norm * chunk.Errors[at];
                if (Metric == VectorMetric.L2)
                {
                    most -= chunk.HalfSquares[at];
                }
                if (most >= limit && Passes(chunk.Ids[at], filter))
                {
                    Offer(chunk, at, Score(query, chunk, at), ref top);
                    limit = Limit(query.Norm, top.Threshold);
                }
            }
        }
    }

    /// <summary>The least inner product (less half of a row's square, where distance counts) that a row needs to be kept.</summary>
    private float Limit(float norm, float threshold) =>
        Metric == VectorMetric.L2 ? (threshold + norm * norm * (1 - FloatError)) / 2 : threshold;

    private bool Passes(int id, SlotBitmap? filter) => id >= 0 && filter?.Contains(id >> _slotBits) != false;

    private bool AnyPasses(int[] ids, int place, int quarter, SlotBitmap filter) =>
        Passes(ids[place], filter) || Passes(ids[place + quarter], filter) || Passes(ids[place + 2 * quarter], filter) || Passes(ids[place + 3 * quarter], filter);

    private static void Offer(RowChunk chunk, int place, float score, scoped ref TopHits top)
    {
        int id = chunk.Ids[place];
        if (id >= 0 && score > top.Threshold)
        {
            top.AddOnce(id, score);
        }
    }

    private float Score(in ScannedQuery query, RowChunk chunk, int place)
    {
        var values = new ReadOnlySpan<float>(query.Floats, Dimensions);
        if (Metric != VectorMetric.L2)
        {
            return TensorPrimitives.Dot(values, chunk.Row(place));
        }
        float distance = TensorPrimitives.Distance(values, chunk.Row(place));
        return -distance * distance;
    }

    /// <param name="floats">The query; for the cosine of unit length.</param>
    /// <param name="shorts">The same as integers, padded.</param>
    /// <param name="scale">What an integer must be multiplied with.</param>
    /// <param name="norm">The query's length.</param>
    private readonly ref struct ScannedQuery(float* floats, short* shorts, float scale, float norm)
    {
        public readonly float* Floats = floats;
        public readonly short* Shorts = shorts;
        public readonly float Scale = scale;
        public readonly float Norm = norm;
    }
}
