using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>
/// Sharpens the aligned space: each picture must be nearer to its own words than to those of the other items in the batch,
/// and the other way round (InfoNCE, van den Oord et al. 2018, symmetric as in Radford et al., CLIP, 2021). Bare attributes
/// ("navy blue shirts") are queries with many right answers (SupCon, Khosla et al. 2020), each query counting alike, so that
/// rare kinds of item are learned too.
/// </summary>
internal sealed class ContrastiveRefinement(ResidualEncoder pictures, ResidualEncoder texts, EmbedderOptions options)
{
    private readonly EncoderTraining _pictures = new(pictures);
    private readonly EncoderTraining _texts = new(texts);

    /// <param name="scores">Whitened picture components, one row a view of an item.</param>
    /// <param name="viewsOf">For each item its rows in <paramref name="scores"/>.</param>
    /// <param name="words">Whitened text components, one row a text.</param>
    /// <param name="sentences">For each item the rows of texts that describe it alone.</param>
    /// <param name="attributes">For each item the rows of texts that it shares with all of its kind; equal texts have equal rows.</param>
    /// <param name="random">Order, views, dropout.</param>
    /// <param name="progress">Told the share done, 0 to 1, after each epoch.</param>
    public void Run(Matrix scores, int[][] viewsOf, Matrix words, int[][] sentences, int[][] attributes, Random random, Action<double> progress)
    {
        var order = Enumerable.Range(0, viewsOf.Length).ToArray();
        int batch = Math.Min(options.BatchSize, Math.Max(order.Length / 8, Math.Min(order.Length, 16))); // at least eight steps an epoch
        int steps = options.Epochs * (order.Length / batch), step = 0;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            random.Shuffle(order);
            for (int start = 0; start + batch <= order.Length; start += batch, step++)
            {
                // Warm up over the first twentieth, then cool down by a cosine.
                float t = (float)step / steps;
                float rate = (float)options.LearningRate * Math.Min(1, t * 20 + 0.02f) * (0.5f + 0.5f * MathF.Cos(MathF.PI * t));
                Step(order.AsSpan(start, batch), rate);
            }
            progress((epoch + 1.0) / options.Epochs);
        }
        _pictures.Finish();
        _texts.Finish();

        void Step(ReadOnlySpan<int> items, float rate)
        {
            var shown = new Matrix(items.Length, scores.Columns);
            var kinds = new Dictionary<int, List<int>>();
            var rows = new List<int>();
            for (int i = 0; i < items.Length; i++)
            {
                int[] views = viewsOf[items[i]], own = sentences[items[i]];
                scores.Row(views[random.Next(views.Length)]).CopyTo(shown.Row(i));
                rows.Add(own[random.Next(own.Length)]);
                foreach (int row in attributes[items[i]])
                {
                    if (!kinds.TryGetValue(row, out var members))
                    {
                        kinds[row] = members = [];
                    }
                    members.Add(i);
                }
            }
            var told = new Matrix(items.Length + kinds.Count, words.Columns);
            var targets = new List<int[]>();
            for (int i = 0; i < items.Length; i++)
            {
                words.Row(rows[i]).CopyTo(told.Row(i));
                targets.Add([i]);
            }
            foreach (var (row, members) in kinds)
            {
                words.Row(row).CopyTo(told.Row(targets.Count));
                targets.Add([.. members]);
            }
            var p = _pictures.Forward(shown, (float)options.Dropout, (float)options.Dropout, random);
            var w = _texts.Forward(told, (float)options.Dropout / 2, (float)options.Dropout, random);
            var gradient = Gradient(p.Output, w.Output, targets, items.Length);
            var byPictures = Gemm.MultiplyTransposedLeft(gradient, w.Output);
            var byTexts = Gemm.Multiply(gradient, p.Output);
            _pictures.Step(p, byPictures, rate, (float)options.WeightDecay);
            _texts.Step(w, byTexts, rate, (float)options.WeightDecay);
        }
    }

    /// <summary>
    /// The gradient of the loss by each similarity (texts x pictures): texts choose among pictures; the first
    /// <paramref name="sentences"/> rows are also chosen among by the pictures.
    /// </summary>
    private Matrix Gradient(Matrix pictures, Matrix texts, List<int[]> targets, int sentences)
    {
        float sharpness = 1 / (float)options.Temperature;
        var logits = Gemm.MultiplyTransposedRight(texts, pictures);
        TensorPrimitives.Multiply(logits.Data, sharpness, logits.Data);
        var gradient = new Matrix(texts.Rows, pictures.Rows);
        int kinds = texts.Rows - sentences;
        for (int i = 0; i < texts.Rows; i++)
        {
            var row = gradient.Row(i);
            TensorPrimitives.SoftMax(logits.Row(i), row);
            foreach (int target in targets[i])
            {
                row[target] -= 1f / targets[i].Length;
            }
            float weight = i < sentences ? 0.5f / sentences : (float)options.AttributeWeight / kinds;
            TensorPrimitives.Multiply(row, weight * sharpness, row);
        }
        var column = new float[sentences];
        for (int j = 0; j < pictures.Rows; j++)
        {
            for (int i = 0; i < sentences; i++)
            {
                column[i] = logits[i, j];
            }
            TensorPrimitives.SoftMax<float>(column, column);
            for (int i = 0; i < sentences; i++)
            {
                gradient[i, j] += (column[i] - (i == j ? 1 : 0)) * 0.5f / sentences * sharpness;
            }
        }
        return gradient;
    }
}
