using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Adaptation;
using FeedbackLoop.Retrieval.Embedding;

namespace FeedbackLoop.Retraining.Adapters;

/// <summary>The embedder that serves, and the items in its space.</summary>
public sealed class EmbeddedCatalog(string version, BuiltInEmbedder embedder, string[] itemIds, string?[] types, string?[] colours, float[] vectors, OwnWords ownWords)
{
    private readonly Dictionary<string, int> _rows = itemIds.Select((id, row) => (id, row)).ToDictionary(p => p.id, p => p.row, StringComparer.Ordinal);

    /// <summary>As registered.</summary>
    public string Version => version;
    public int Dimensions => embedder.Dimensions;

    /// <summary>By row.</summary>
    public IReadOnlyList<string> ItemIds => itemIds;

    /// <summary>By row; null where an item has none.</summary>
    public IReadOnlyList<string?> Types => types;

    /// <summary>By row; null where an item has none.</summary>
    public IReadOnlyList<string?> Colours => colours;

    /// <summary>The words of titles, types, colours and categories.</summary>
    public OwnWords OwnWords => ownWords;

    /// <summary>Items x <see cref="Dimensions"/>, of unit length.</summary>
    public ReadOnlyMemory<float> Vectors => vectors;

    /// <summary>-1 for an item that is gone or not embedded.</summary>
    public int RowOf(string itemId) => _rows.GetValueOrDefault(itemId, -1);

    /// <summary>The item's type; the item itself where it has none.</summary>
    public string KindOf(int row) => types[row] ?? itemIds[row];

    /// <summary>A query as the embedder sees it; all zeros when it knows nothing of it.</summary>
    public float[] Embed(string text)
    {
        var vector = new float[Dimensions];
        embedder.EmbedText(text, vector);
        return vector;
    }

    /// <summary>The rows of the nearest items, in no order.</summary>
    public HashSet<int> Nearest(ReadOnlySpan<float> query, int count)
    {
        var best = new PriorityQueue<int, float>();
        for (var row = 0; row < itemIds.Length; row++)
        {
            var similarity = TensorPrimitives.Dot(query, vectors.AsSpan(row * Dimensions, Dimensions));
            if (best.Count < count)
            {
                best.Enqueue(row, similarity);
            }
            else if (best.TryPeek(out _, out var least) && similarity > least)
            {
                best.EnqueueDequeue(row, similarity);
            }
        }

        return [.. best.UnorderedItems.Select(entry => entry.Element)];
    }
}
