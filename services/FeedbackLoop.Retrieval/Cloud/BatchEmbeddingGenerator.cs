using Microsoft.Extensions.AI;

namespace FeedbackLoop.Retrieval.Cloud;

/// <summary>Any function from values to vectors behind the seam that every embedder has. Disposing it leaves the model to its owner.</summary>
internal sealed class BatchEmbeddingGenerator<T>(string version, int dimensions, Func<IEnumerable<T>, IEnumerable<float[]>> embed) : IEmbeddingGenerator<T, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("onnxruntime", null, version, dimensions);

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<T> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        // A model computes for long: not on the caller's thread.
        Task.Run(() =>
        {
            var embeddings = new GeneratedEmbeddings<Embedding<float>>();
            foreach (float[] vector in embed(values))
            {
                cancellationToken.ThrowIfCancellationRequested();
                embeddings.Add(new Embedding<float>(vector) { ModelId = version });
            }
            return embeddings;
        }, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
