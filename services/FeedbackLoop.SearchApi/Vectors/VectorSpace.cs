using System.Numerics.Tensors;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;
using FeedbackLoop.SearchApi.Catalog;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>One embedder and the items' vectors in its space, by catalogue ordinal. One writer, any number of readers: a vector is replaced whole.</summary>
public sealed class VectorSpace(
    string version, IEmbeddingGenerator<string, Embedding<float>> texts, IEmbeddingGenerator<RgbImage, Embedding<float>>? pictures, int dimensions, IVectorSearch items)
{
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
    public int Count => items.Count;

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

    /// <inheritdoc cref="IVectorSearch.SearchAsync"/>
    public ValueTask<int> SearchAsync(ReadOnlyMemory<float> query, PassingItems passing, Memory<int> top, Memory<float> scores, CancellationToken cancellationToken) =>
        items.SearchAsync(query, passing, top, scores, cancellationToken);

    /// <inheritdoc cref="IVectorSearch.SettleAsync"/>
    public ValueTask SettleAsync(CatalogSnapshot catalog, CancellationToken cancellationToken) => items.SettleAsync(catalog, cancellationToken);

    /// <summary>True while every search scans all vectors in this process.</summary>
    public bool IsExact => items is IndexVectorSearch { IsExact: true };

    /// <summary>Moves to inverted lists beside the traffic; a store sees to its own.</summary>
    public void Optimise(CancellationToken cancellationToken) => (items as IndexVectorSearch)?.Optimise(cancellationToken);

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
                items.Put(ordinal, vector);
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
