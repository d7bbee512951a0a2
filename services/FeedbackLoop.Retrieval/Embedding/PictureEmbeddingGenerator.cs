using FeedbackLoop.Retrieval.Images;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>The built-in embedder behind the seam that every embedder has: pictures in, vectors out, in the same space as texts.</summary>
public sealed class PictureEmbeddingGenerator(BuiltInEmbedder embedder) : IEmbeddingGenerator<RgbImage, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("feedbackloop", null, embedder.Version, embedder.Dimensions);

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<RgbImage> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (RgbImage image in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = new float[embedder.Dimensions];
            embedder.EmbedImage(image, vector);
            embeddings.Add(new Embedding<float>(vector) { ModelId = embedder.Version });
        }
        return Task.FromResult(embeddings);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(embedder) ? embedder : null;
    }

    public void Dispose()
    {
    }
}
