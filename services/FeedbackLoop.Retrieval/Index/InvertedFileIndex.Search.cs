using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FeedbackLoop.Retrieval.Index;

public sealed unsafe partial class InvertedFileIndex
{
    private const int MaxOnStack = 2048;

    // Nanoseconds, measured: to scan one code among many, to look up whether an id passes, to score a vector where it stands.
    private const double LookCost = 4.5;

    private double CodeCost => 2 + Width / 55.0;

    private double VectorCost => 20 + Width / 9.0;

    /// <summary>The nearest vectors, best first, with the effort that the options say.</summary>
    public int Search(ReadOnlySpan<float> query, int k, Span<Hit> hits, SlotBitmap? filter = null) =>
        Search(query, k, hits, _options.TargetRecall, filter);

    /// <summary>The nearest vectors, best first, with the effort that reached a recall when the index measured itself.</summary>
    /// <param name="query"><see cref="Dimensions"/> values.</param>
    /// <param name="k">How many are wanted, at most the length of <paramref name="hits"/>.</param>
    /// <param name="hits">Where they go.</param>
    /// <param name="recall">The share of the true nearest to be found, on average; below 1.</param>
    /// <param name="filter">When given, only ids in it are found.</param>
    /// <returns>How many were found.</returns>
    public int Search(ReadOnlySpan<float> query, int k, Span<Hit> hits, double recall, SlotBitmap? filter = null)
    {
        var effort = EffortFor(k, recall);
        int enough = (int)Math.Min(_centres.Rows, 2L * k * _centres.Rows / Math.Max(1, _live)); // lists that together have k
        return Search(query, k, hits, _options.Probes > 0 ? _options.Probes : Math.Max(enough, effort.Probes), _options.Rescored > 0 ? _options.Rescored : effort.Rescored, filter);
    }

    /// <summary>The nearest vectors, best first.</summary>
    /// <param name="query"><see cref="Dimensions"/> values.</param>
    /// <param name="k">How many are wanted, at most the length of <paramref name="hits"/>.</param>
    /// <param name="hits">Where they go.</param>
    /// <param name="probes">Lists to look into.</param>
    /// <param name="rescored">Candidates to score exactly; at least <paramref name="k"/> are.</param>
    /// <param name="filter">When given, only ids in it are found.</param>
    /// <returns>How many were found.</returns>
    public int Search(ReadOnlySpan<float> query, int k, Span<Hit> hits, int probes, int rescored, SlotBitmap? filter = null)
    {
        CheckLength(query.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, hits.Length);
        if (k == 0)
        {
            return 0;
        }
        Span<float> work = stackalloc float[Width];
        float norm = PrepareQuery(query, work);
        Span<short> integers = stackalloc short[Width];
        float scale = ShortVector.Quantise(work, integers);
        var top = new TopHits(hits[..k]);
        fixed (short* q = integers)
        {
            bool withoutCodes = false;
            if (filter is not null)
            {
                double passing = (long)filter.Count << _slotBits, share = Math.Clamp(passing / Math.Max(1, _live), 1e-9, 1);
                // The rarer what passes, the more lists it takes to meet k of it; past some point each is better scored directly.
                probes = (int)Math.Min(_centres.Rows, probes / Math.Sqrt(share));
                double within = LookCost + share * VectorCost, near = (double)probes / _centres.Rows * _live;
                if (passing * VectorCost <= near * Math.Min(within, CodeCost))
                {
                    ScoreDirectly(q, scale, filter, ref top);
                    return Finish(ref top, norm);
                }
                withoutCodes = within <= CodeCost;
            }
            probes = Math.Clamp(probes, 1, _centres.Rows);
            Span<Hit> nearest = probes <= MaxOnStack ? stackalloc Hit[probes] : new Hit[probes];
            NearestLists(q, scale, Metric == VectorMetric.Dot && norm > 0 ? _lift / norm : 1, nearest);
            var lists = _lists;
            if (withoutCodes)
            {
                ScoreWithin(q, scale, nearest, lists, filter!, ref top);
                return Finish(ref top, norm);
            }
            int keep = Math.Max(rescored, k);
            Span<Candidate> room = keep <= MaxOnStack ? stackalloc Candidate[2 * keep] : new Candidate[2 * keep];
            var candidates = new Candidates(room);
            Scan(work, nearest, lists, filter, ref candidates);
            candidates.Halve();
            Rescore(q, scale, lists, candidates.All, ref top);
        }
        return Finish(ref top, norm);
    }

    /// <summary>Brings a query into the form in which nearness is an inner product; returns its length.</summary>
    private float PrepareQuery(ReadOnlySpan<float> query, Span<float> work)
    {
        query.CopyTo(work);
        work[query.Length..].Clear();
        float norm = TensorPrimitives.Norm(query);
        if (Metric == VectorMetric.Cosine && norm > 0)
        {
            TensorPrimitives.Multiply(work, 1 / norm, work);
        }
        else if (Metric == VectorMetric.L2)
        {
            work[query.Length] = _lift;
        }
        return norm;
    }

    private int Finish(ref TopHits top, float queryNorm)
    {
        top.Sort();
        if (Metric == VectorMetric.L2)
        {
            top.ToSquaredDistances(queryNorm);
        }
        return top.Count;
    }

    /// <summary>
    /// The lists into which vectors like the query were put: by distance from the centres, for which the query gets the vectors'
    /// usual length. A hit's score is the query's inner product with the centre.
    /// </summary>
    private void NearestLists(short* query, float scale, float stretch, Span<Hit> nearest)
    {
        var best = new TopHits(nearest);
        fixed (short* centres = _shortCentres)
        {
            int c = 0;
            fixed (float* scales = _centreScales, halves = _halfSquares)
            {
                for (; c + 4 <= _centreScales.Length; c += 4)
                {
                    var scores = Vector128.ConvertToSingle(ShortVector.FourDots(query, centres + (long)c * Width, Width)) * (Vector128.Load(scales + c) * (scale * stretch)) - Vector128.Load(halves + c);
                    if (Vector128.GreaterThanAny(scores, Vector128.Create(best.Threshold)))
                    {
                        for (int i = 0; i < 4; i++)
                        {
                            if (scores[i] > best.Threshold)
                            {
                                best.Add(c + i, scores[i]);
                            }
                        }
                    }
                }
            }
            for (; c < _centreScales.Length; c++)
            {
                float score = ShortVector.Dot(query, centres + (long)c * Width, Width) * (_centreScales[c] * (scale * stretch)) - _halfSquares[c];
                if (score > best.Threshold)
                {
                    best.Add(c, score);
                }
            }
        }
        best.Sort();
        foreach (ref var hit in nearest)
        {
            hit = hit with { Score = (hit.Score + _halfSquares[hit.Id]) / stretch };
        }
    }

    private void Scan(scoped ReadOnlySpan<float> work, scoped ReadOnlySpan<Hit> nearest, VectorList[] lists, SlotBitmap? filter, scoped ref Candidates candidates)
    {
        int subspaces = _quantizer.Subspaces;
        byte* tables = stackalloc byte[subspaces * ProductQuantizer.Codewords];
        ushort* sums = stackalloc ushort[FastScan.BlockCodes];
        _quantizer.Tables(work, new Span<byte>(tables, subspaces * ProductQuantizer.Codewords), out float offset, out float tableScale);
        for (int i = 0; i < nearest.Length; i++)
        {
            var (number, centreScore) = nearest[i];
            var list = lists[number];
            if (i + 1 < nearest.Length)
            {
                FastScan.Prefetch(lists[nearest[i + 1].Id].Codes);
            }
            float bias = centreScore + offset;
            int count = list.Count;
            ushort limit = Limit(candidates.Threshold, bias, tableScale);
            if (limit == ushort.MaxValue)
            {
                continue;
            }
            byte* block = list.Codes;
            for (int start = 0; start < count; start += FastScan.BlockCodes, block += FastScan.BlockCodes / 2 * subspaces)
            {
                ulong found = FastScan.Scan(block, tables, subspaces, limit, sums);
                if (count - start < FastScan.BlockCodes)
                {
                    found &= (1UL << (count - start)) - 1;
                }
                while (found != 0)
                {
                    int code = System.Numerics.BitOperations.TrailingZeroCount(found);
                    found &= found - 1;
                    if (filter is not null)
                    {
                        int id = list.Ids[start + code];
                        if (!filter.Contains((id < 0 ? ~id : id) >> _slotBits))
                        {
                            continue;
                        }
                    }
                    float estimate = bias + sums[FastScan.SumOf(code)] / tableScale;
                    if (candidates.Add(estimate, number, start + code))
                    {
                        limit = Limit(candidates.Threshold, bias, tableScale);
                    }
                }
            }
            list.KeepAlive();
        }
    }

    /// <summary>The least sum of a code whose estimate exceeds the threshold; the largest value when no code can reach it.</summary>
    private static ushort Limit(float threshold, float bias, float scale)
    {
        float limit = MathF.Floor((threshold - bias) * scale) + 1;
        return limit <= 0 ? (ushort)0 : limit >= ushort.MaxValue ? ushort.MaxValue : (ushort)limit;
    }

    private void Rescore(short* query, float scale, VectorList[] lists, scoped ReadOnlySpan<Candidate> candidates, scoped ref TopHits top)
    {
        const int Ahead = 4;
        for (int i = 0; i < candidates.Length; i++)
        {
            if (i + Ahead < candidates.Length)
            {
                Prefetch(lists[candidates[i + Ahead].List].Vectors + (long)candidates[i + Ahead].Place * Width);
            }
            ScorePlace(query, scale, lists[candidates[i].List], candidates[i].Place, ref top);
        }
    }

    /// <summary>Scores what passes in the given lists: cheaper than scanning codes when little does and vectors are long.</summary>
    private void ScoreWithin(short* query, float scale, scoped ReadOnlySpan<Hit> nearest, VectorList[] lists, SlotBitmap filter, scoped ref TopHits top)
    {
        const int Ahead = 3, Room = 256;
        Span<int> passing = stackalloc int[Room];
        foreach (var hit in nearest)
        {
            var list = lists[hit.Id];
            int count = list.Count;
            for (int place = 0; place < count;)
            {
                int found = 0;
                for (; place < count && found < Room; place++)
                {
                    int id = list.Ids[place];
                    passing[found] = place;
                    found += filter.Contains((id < 0 ? ~id : id) >> _slotBits) ? 1 : 0;
                }
                for (int i = 0; i < found; i++)
                {
                    if (i + Ahead < found)
                    {
                        Prefetch(list.Vectors + (long)passing[i + Ahead] * Width);
                    }
                    ScorePlace(query, scale, list, passing[i], ref top);
                }
            }
        }
    }

    private void Prefetch(short* vector)
    {
        if (Sse.IsSupported)
        {
            for (int line = 0; line < Width * sizeof(short); line += 64)
            {
                Sse.Prefetch0((byte*)vector + line);
            }
        }
    }

    private void ScorePlace(short* query, float scale, VectorList list, int place, scoped ref TopHits top)
    {
        int id = list.Ids[place];
        if (id < 0)
        {
            // Withdrawn meanwhile; if it was only replaced, its present vector is scored.
            ScoreNow(query, scale, ~id, ref top);
            return;
        }
        float score = ShortVector.Dot(query, list.Vectors + (long)place * Width, Width) * (scale * list.Scales[place]);
        if (score > top.Threshold)
        {
            top.AddOnce(id, score);
        }
        list.KeepAlive();
    }

    /// <summary>Scores an id's present vector. Between the lines that change a list and the places in it the two may not fit: then again.</summary>
    private void ScoreNow(short* query, float scale, int id, ref TopHits top)
    {
        for (var wait = default(SpinWait); ; wait.SpinOnce())
        {
            int[] placeOf = _placeOf, listOf = _listOf;
            if (id >= listOf.Length || id >= placeOf.Length)
            {
                return;
            }
            int list = Volatile.Read(ref listOf[id]) - 1;
            if (list < 0)
            {
                return;
            }
            var from = _lists[list];
            int place = Volatile.Read(ref placeOf[id]);
            if (place >= from.Count || from.Ids[place] != id)
            {
                continue;
            }
            float score = ShortVector.Dot(query, from.Vectors + (long)place * Width, Width) * (scale * from.Scales[place]);
            if (score > top.Threshold)
            {
                top.AddOnce(id, score);
            }
            from.KeepAlive();
            return;
        }
    }

    private void ScoreDirectly(short* query, float scale, SlotBitmap filter, ref TopHits top)
    {
        foreach (int id in filter)
        {
            for (int slot = id << _slotBits; slot < (id + 1) << _slotBits; slot++)
            {
                ScoreNow(query, scale, slot, ref top);
            }
        }
    }
}
