using Microsoft.Extensions.AI;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>The built-in embedder behind the seam that every embedder has: texts in, vectors out.</summary>
public sealed class TextEmbeddingGenerator(BuiltInEmbedder embedder) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("feedbackloop", null, embedder.Version, embedder.Dimensions);

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (string text in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = new float[embedder.Dimensions];
            embedder.EmbedText(text, vector);
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
