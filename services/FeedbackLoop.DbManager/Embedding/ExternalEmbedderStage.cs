using System.Numerics.Tensors;
using System.Text;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.DbManager.Import;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.DbManager.Embedding;

/// <summary>Keeps every item embedded by an embedder that was trained elsewhere. All items go into its space beside the one that serves; when they are in, it takes over in
/// one transaction.</summary>
internal sealed class ExternalEmbedderStage(
    EmbeddingTables tables, ModelRegistry registry, Deployments deployments, IImageDecoder decoder, IOptions<CatalogOptions> options, TimeProvider time,
    ILogger<ExternalEmbedderStage> logger, EmbedderPair? embedder = null)
{
    private const int Batch = 64;
    private readonly ImageLimits _limits = new() { MaxBytes = options.Value.MaxPictureBytes, MaxPixels = options.Value.MaxPicturePixels };

    public bool IsConfigured => embedder is not null;

    /// <summary>Whether any item's vector is missing or outdated, or another embedder serves.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken)
    {
        var (items, _, outdated) = await tables.CountAsync(embedder!.Version, cancellationToken);
        return outdated > 0 || (items > 0 && await ServingAsync(cancellationToken) != embedder.Version);
    }

    public async Task RunAsync(StageReport report, CancellationToken cancellationToken)
    {
        var version = embedder!.Version;
        var (items, _, outdated) = await tables.CountAsync(version, cancellationToken);
        var (after, done) = ("", 0L);
        while (await tables.OutdatedAsync(version, after, Batch, cancellationToken) is { Count: > 0 } batch)
        {
            await tables.WriteVectorsAsync(version, await EmbedAsync(batch, cancellationToken), cancellationToken);
            (after, done) = (batch[^1].Pair.Id, done + batch.Count);
            await report(ImportState.Embedding, Math.Min(1, done / (double)Math.Max(1, outdated)));
        }
        var serving = await ServingAsync(cancellationToken);
        if (items == 0 || serving == version)
        {
            return;
        }
        if (await registry.FindAsync(version, cancellationToken) is null)
        {
            await registry.RegisterAsync(new NewModel
            {
                Version = version,
                Kind = ModelKind.Embedder,
                Status = ModelStatus.Candidate,
                CreatedAt = time.GetUtcNow(),
                Parent = serving,
                Artifact = Encoding.UTF8.GetBytes(ExternalEmbedder.Artifact),
                Lineage = new ModelLineage { Trainer = "trained elsewhere", Parameters = new Dictionary<string, string> { ["dimensions"] = $"{embedder.Dimensions}" } },
            }, cancellationToken: cancellationToken);
        }
        await deployments.PromoteAsync(version, ModelKind.Embedder, "It is configured.", time.GetUtcNow(), watch: null, cancellationToken);
        await tables.DropOtherSpacesAsync(serving is null ? [version] : [version, serving], cancellationToken);
        logger.LogInformation("Embedder {Version} serves {Items} items", version, items);
    }

    private async Task<ItemVectors[]> EmbedAsync(List<(EmbeddingPair Pair, byte[] Hash)> batch, CancellationToken cancellationToken)
    {
        var files = embedder!.Pictures is null ? new Dictionary<string, byte[]>() : await tables.PicturesAsync([.. batch.Select(item => item.Pair.Id)], cancellationToken);
        var pictures = new RgbImage?[batch.Count];
        Parallel.For(0, batch.Count, n => pictures[n] = files.TryGetValue(batch[n].Pair.Id, out var file) ? decoder.Decode(file, _limits, maxSide: 512).Image : null);
        var words = await VectorsAsync(embedder.Texts, [.. batch.Select(item => item.Pair.FullText)], cancellationToken);
        var seen = new Queue<float[]>(await VectorsAsync(embedder.Pictures, [.. pictures.OfType<RgbImage>()], cancellationToken));
        var vectors = new ItemVectors[batch.Count];
        for (var n = 0; n < vectors.Length; n++)
        {
            var picture = pictures[n] is null ? null : seen.Dequeue();
            if (picture is not null)
            {
                BuiltInEmbedder.Mix(words[n], picture, 0.5f, words[n]);
            }
            vectors[n] = new(batch[n].Pair.Id, words[n], picture, batch[n].Hash);
        }
        return vectors;
    }

    /// <summary>Unit vectors, one for each value.</summary>
    private async Task<float[][]> VectorsAsync<T>(IEmbeddingGenerator<T, Embedding<float>>? generator, T[] values, CancellationToken cancellationToken)
    {
        if (values.Length == 0 || generator is null)
        {
            return [];
        }
        float[][] vectors;
        try
        {
            vectors = [.. (await generator.GenerateAsync(values, cancellationToken: cancellationToken)).Select(embedding => embedding.Vector.ToArray())];
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or InvalidDataException))
        {
            // Whatever a remote client throws: it is asked again later.
            throw new HttpRequestException($"Embedder {embedder!.Version} did not answer: {failure.Message}", failure);
        }
        if (vectors.Length != values.Length || vectors.Any(vector => vector.Length != embedder!.Dimensions))
        {
            throw new InvalidDataException($"Embedder {embedder!.Version} has to give {values.Length} vectors of {embedder.Dimensions} values.");
        }
        foreach (var vector in vectors)
        {
            var norm = TensorPrimitives.Norm<float>(vector);
            if (norm > 0)
            {
                TensorPrimitives.Divide(vector, norm, vector);
            }
        }
        return vectors;
    }

    private async Task<string?> ServingAsync(CancellationToken cancellationToken) => (await deployments.ReadAsync(ModelKind.Embedder, cancellationToken)).Champion;
}
