using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Embedding;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>The gallery of items that training has not seen, and what is measured on it.</summary>
internal sealed class HeldOut(BuiltInEmbedder embedder, CatalogFolder.Row[] rows, float[][] pictures)
{
    private readonly float[][] _titles = [.. rows.Select(r => Text(embedder, r.Title))];

    public float[][] Pictures => pictures;

    /// <summary>
    /// Text to picture: the title searches the (distorted) pictures. Picture to text: the (distorted) picture searches the
    /// titles. Picture to picture: the distorted picture searches the others' clean ones. Attribute precision is a share of
    /// what the gallery makes possible: hits in the first ten over min(10, items that fit).
    /// </summary>
    public object Measure(string distortion, float[][] distorted)
    {
        var toPicture = Ranks(_titles, distorted);
        var toText = Ranks(distorted, _titles);
        return new
        {
            measure = "held-out",
            distortion,
            textToPicture = Recalls(toPicture),
            pictureToText = Recalls(toText),
            typeByText = ByText(distorted, r => r.Type, r => r.Type),
            typeAndColourByText = ByText(distorted, r => $"{r.Colour} {r.Type}", r => $"{r.Colour} {r.Type}"),
            typeByPicture = ByPicture(distorted, r => r.Type),
            typeAndColourByPicture = ByPicture(distorted, r => $"{r.Colour} {r.Type}"),
        };
    }

    private static object Recalls(double[] ranks) => new
    {
        r1 = Share(ranks, 1),
        r5 = Share(ranks, 5),
        r10 = Share(ranks, 10),
        medianRank = ranks.Order().ElementAt(ranks.Length / 2),
    };

    private static double Share(double[] ranks, int k) => Math.Round(ranks.Count(r => r <= k) / (double)ranks.Length, 4);

    /// <summary>Where each query's own partner comes, from 1; partners of equal score share the middle.</summary>
    private static double[] Ranks(float[][] queries, float[][] gallery)
    {
        var ranks = new double[queries.Length];
        Parallel.For(0, queries.Length, q =>
        {
            float own = TensorPrimitives.Dot<float>(queries[q], gallery[q]);
            int better = 0, equal = 0;
            for (int i = 0; i < gallery.Length; i++)
            {
                float score = TensorPrimitives.Dot<float>(queries[q], gallery[i]);
                better += score > own ? 1 : 0;
                equal += i != q && score == own ? 1 : 0;
            }
            ranks[q] = 1 + better + equal / 2.0;
        });
        return ranks;
    }

    private double ByText(float[][] gallery, Func<CatalogFolder.Row, string> query, Func<CatalogFolder.Row, string> key)
    {
        var shares = rows.GroupBy(query).Where(g => g.Count() >= 3).Select(g =>
        {
            var hits = Top(Text(embedder, g.Key.ToLowerInvariant()), gallery, without: -1).Count(i => key(rows[i]) == g.Key);
            return hits / (double)Math.Min(10, g.Count());
        });
        return Math.Round(shares.Average(), 4);
    }

    private double ByPicture(float[][] queries, Func<CatalogFolder.Row, string> key)
    {
        var sizes = rows.CountBy(key).ToDictionary();
        var shares = Enumerable.Range(0, rows.Length).Where(q => sizes[key(rows[q])] > 3).Select(q =>
        {
            var hits = Top(queries[q], pictures, without: q).Count(i => key(rows[i]) == key(rows[q]));
            return hits / (double)Math.Min(10, sizes[key(rows[q])] - 1);
        });
        return Math.Round(shares.Average(), 4);
    }

    private static IEnumerable<int> Top(float[] query, float[][] gallery, int without) =>
        Enumerable.Range(0, gallery.Length).Where(i => i != without).OrderByDescending(i => TensorPrimitives.Dot<float>(query, gallery[i])).Take(10);

    private static float[] Text(BuiltInEmbedder embedder, string text)
    {
        var vector = new float[embedder.Dimensions];
        embedder.EmbedText(text, vector);
        return vector;
    }
}
