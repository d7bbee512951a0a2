using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Index;

public sealed unsafe partial class InvertedFileIndex
{
    private const int SamplesPerList = 48, Iterations = 6, QuantizerSamples = 32768, Chunk = 8192;

    /// <summary>Builds an index on all cores. The same vectors, options and seed give the same index.</summary>
    /// <param name="dimensions">Values in a vector.</param>
    /// <param name="metric">How near two vectors are.</param>
    /// <param name="vectors">All vectors, one behind the other.</param>
    /// <param name="ids">Their ids, distinct and not negative; empty for 0, 1, 2 and so on.</param>
    /// <param name="options">Sizes and seed.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static InvertedFileIndex Build(int dimensions, VectorMetric metric, ReadOnlyMemory<float> vectors, ReadOnlyMemory<int> ids, InvertedFileOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        int rows = vectors.Length / dimensions;
        if (rows == 0 || vectors.Length % dimensions != 0 || (ids.Length != 0 && ids.Length != rows))
        {
            throw new ArgumentException($"{vectors.Length} values and {ids.Length} ids do not make vectors of {dimensions} values", nameof(vectors));
        }
        int width = ShortVector.Pad(metric == VectorMetric.L2 ? dimensions + 1 : dimensions);
        if (options.TargetRecall is not (> 0 and < 1))
        {
            throw new ArgumentException($"a recall of {options.TargetRecall} cannot be the target: above 0 and below 1 can", nameof(options));
        }
        if (options.SubspaceWidth is not (1 or 2 or 4 or 8))
        {
            throw new ArgumentException($"{options.SubspaceWidth} values cannot share a code: 1, 2, 4 or 8 can", nameof(options));
        }
        int lists = Math.Clamp(options.Lists > 0 ? options.Lists : (int)(3 * Math.Sqrt(rows)), 1, Math.Max(1, rows / 8));
        float lift = metric == VectorMetric.Cosine ? 1 : MathF.Max(1e-20f, TensorPrimitives.Norm(vectors.Span) / MathF.Sqrt(rows));
        var random = new Random(options.Seed);

        var sample = Prepared(Sample(rows, Math.Min(rows, lists * SamplesPerList), random));
        var centres = KMeans.Fit(sample, lists, Iterations, random);
        cancellationToken.ThrowIfCancellationRequested();
        var residuals = Residuals(sample, centres);
        var index = new InvertedFileIndex(dimensions, metric, options, centres, ProductQuantizer.Fit(residuals, options.SubspaceWidth, options.Seed), lift);
        var nearest = new int[rows];
        var chunkNearest = new int[Chunk];
        for (int start = 0; start < rows; start += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(Chunk, rows - start), from = start;
            var chunk = Prepared([.. Enumerable.Range(from, count)]);
            KMeans.Assign(chunk.Data, count, centres, chunkNearest);
            chunkNearest.AsSpan(0, count).CopyTo(nearest.AsSpan(start));
        }
        index.Fill(vectors, ids, nearest);
        index.Tune(random, cancellationToken);
        return index;

        Matrix Prepared(int[] which)
        {
            var matrix = new Matrix(which.Length, width);
            Cores.For(0, which.Length, i => Prepare(vectors.Span.Slice(which[i] * dimensions, dimensions), matrix.Row(i), metric, lift));
            return matrix;
        }
    }

    private static int[] Sample(int rows, int count, Random random)
    {
        // Floyd's method would do with less memory; a partial shuffle is simpler and linear.
        var all = Enumerable.Range(0, rows).ToArray();
        for (int i = 0; i < count; i++)
        {
            int j = random.Next(i, rows);
            (all[i], all[j]) = (all[j], all[i]);
        }
        return all[..count];
    }

    private static Matrix Residuals(Matrix sample, Matrix centres)
    {
        var nearest = new int[sample.Rows];
        KMeans.Assign(sample.Data, sample.Rows, centres, nearest);
        var residuals = new Matrix(Math.Min(sample.Rows, QuantizerSamples), sample.Columns);
        for (int i = 0; i < residuals.Rows; i++)
        {
            TensorPrimitives.Subtract(sample.Row(i), centres.Row(nearest[i]), residuals.Row(i));
        }
        return residuals;
    }

    private void Fill(ReadOnlyMemory<float> vectors, ReadOnlyMemory<int> ids, int[] nearest)
    {
        int lists = _centres.Rows, largest = -1;
        var start = new int[lists + 1];
        foreach (int list in nearest)
        {
            start[list + 1]++;
        }
        for (int list = 0; list < lists; list++)
        {
            start[list + 1] += start[list];
        }
        var order = new int[nearest.Length];
        var next = (int[])start.Clone();
        for (int row = 0; row < nearest.Length; row++)
        {
            order[next[nearest[row]]++] = row;
            largest = Math.Max(largest, ids.IsEmpty ? row : ids.Span[row]);
        }
        MakeRoom(largest);
        Cores.For(0, lists, list =>
        {
            Span<float> work = stackalloc float[Width];
            Span<short> integers = stackalloc short[Width];
            Span<byte> codes = stackalloc byte[_quantizer.Subspaces];
            var into = VectorList.Allocate(start[list + 1] - start[list], Width, _quantizer.Subspaces);
            for (int i = start[list]; i < start[list + 1]; i++)
            {
                int row = order[i], id = ids.IsEmpty ? row : ids.Span[row];
                Prepare(vectors.Span.Slice(row * Dimensions, Dimensions), work);
                float scale = ShortVector.Quantise(work, integers);
                TensorPrimitives.Subtract(work, _centres.Row(list), work);
                _quantizer.Encode(work, codes);
                _placeOf[id] = into.Count;
                _listOf[id] = list + 1;
                into.Append(id, codes, integers, scale);
            }
            _lists[list] = into;
        });
        _live = nearest.Length;
    }
}
