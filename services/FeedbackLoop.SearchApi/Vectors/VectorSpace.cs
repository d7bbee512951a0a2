using System.Numerics.Tensors;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;
using FeedbackLoop.Retrieval.Index;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>One embedder and the items' vectors in its space, by catalogue ordinal. One writer, any number of readers: a vector is replaced whole.</summary>
public sealed class VectorSpace(
    string version, IEmbeddingGenerator<string, Embedding<float>> texts, IEmbeddingGenerator<RgbImage, Embedding<float>>? pictures, int dimensions)
{
    private readonly VectorIndex _items = new(dimensions);
    private volatile float[]?[] _itemVectors = [];
    private volatile float[]?[] _textVectors = [];
    private volatile float[]?[] _pictureVectors = [];

    /// <summary>The embedder's version; vectors of different versions are never compared.</summary>
    public string Version { get; } = version;

    public int Dimensions { get; } = dimensions;

    /// <summary>True for an embedder that was trained elsewhere: it may be slow, or away.</summary>
    public bool IsExternal { get; init; }

    /// <summary>False for an embedder that knows words alone.</summary>
    public bool TakesPictures => pictures is not null;

    /// <summary>Items that vector search can find.</summary>
    public int Count => _items.Count;

    /// <summary>The unit vector of a query of text, picture or both; null when the embedder knows nothing of it.</summary>
    public async ValueTask<float[]?> EmbedAsync(string? text, RgbImage? picture, CancellationToken cancellationToken)
    {
        var ofText = string.IsNullOrEmpty(text) ? null : await EmbedOneAsync(texts, text, cancellationToken);
        var ofPicture = picture is null || pictures is null ? null : await EmbedOneAsync(pictures, picture, cancellationToken);
        if (ofText is not null && ofPicture is not null)
        {
            BuiltInEmbedder.Mix(ofText, ofPicture, 0.5f, ofText);
        }

        return ofText ?? ofPicture;
    }

    /// <summary>The nearest items, best first.</summary>
    public int Search(ReadOnlySpan<float> query, SlotBitmap passing, Span<int> top, Span<float> scores)
    {
        Span<Hit> hits = stackalloc Hit[top.Length];
        var count = _items.Search(query, top.Length, hits, passing);
        for (var i = 0; i < count; i++)
        {
            (top[i], scores[i]) = (hits[i].Id, hits[i].Score);
        }

        return count;
    }

    /// <summary>True while every search scans all vectors.</summary>
    public bool IsExact => _items.IsExact;

    /// <summary>Moves to inverted lists beside the traffic; searches and new vectors go on meanwhile.</summary>
    public void Optimise(CancellationToken cancellationToken) => _items.Optimise(new InvertedFileOptions { OnOneCore = true }, cancellationToken);

    /// <summary>The vector of an item as a query for its like; null when it is not embedded yet.</summary>
    public float[]? OfItem(int ordinal) => Get(_itemVectors, ordinal);

    /// <summary>Cosine of a query and the item's words; NaN when they are not embedded.</summary>
    public float TextCosine(int ordinal, ReadOnlySpan<float> query) => Cosine(Get(_textVectors, ordinal), query);

    /// <summary>Cosine of a query and the item's picture; NaN when it has none.</summary>
    public float ImageCosine(int ordinal, ReadOnlySpan<float> query) => Cosine(Get(_pictureVectors, ordinal), query);

    internal void Put(int ordinal, ItemVectorKind kind, float[] vector)
    {
        switch (kind)
        {
            case ItemVectorKind.Item:
                _itemVectors = With(_itemVectors, ordinal, vector);
                _items.Upsert(ordinal, vector);
                break;
            case ItemVectorKind.Picture:
                _pictureVectors = With(_pictureVectors, ordinal, vector);
                break;
            default:
                _textVectors = With(_textVectors, ordinal, vector);
                break;
        }
    }

    private static float[]? Get(float[]?[] vectors, int ordinal) => ordinal < vectors.Length ? vectors[ordinal] : null;

    private static float[]?[] With(float[]?[] vectors, int ordinal, float[] vector)
    {
        if (ordinal >= vectors.Length)
        {
            Array.Resize(ref vectors, Math.Max(ordinal + 1, 2 * vectors.Length));
        }

        vectors[ordinal] = vector;
        return vectors;
    }

    private static float Cosine(float[]? vector, ReadOnlySpan<float> query) => vector is null ? float.NaN : TensorPrimitives.Dot(vector, query);

    private static async ValueTask<float[]?> EmbedOneAsync<T>(IEmbeddingGenerator<T, Embedding<float>> generator, T value, CancellationToken cancellationToken)
    {
        var vector = (await generator.GenerateAsync([value], cancellationToken: cancellationToken))[0].Vector.ToArray();
        return TensorPrimitives.Norm<float>(vector) > 0 ? vector : null;
    }
}
