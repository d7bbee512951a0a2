using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.DbManager.Import;
using FeedbackLoop.Retrieval.Embedding;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.DbManager.Embedding;

/// <summary>
/// Keeps every item embedded: in the space that serves when little has changed, else in a newly trained one, which takes over in one transaction when all
/// items are in it.
/// </summary>
internal sealed class EmbedderStage(
    EmbeddingTables tables, ModelRegistry registry, Deployments deployments, IOptions<CatalogOptions> options, TimeProvider time, ILogger<EmbedderStage> logger)
{
    private const int MinPictures = 10; // fewer teach nothing
    private const int Batch = 500;
    private const string FeatureVersion = "pictureFeatures";
    private readonly CatalogOptions _options = options.Value;

    /// <summary>Features of pictures that an older program extracted are dropped, so that the next stages make them anew.</summary>
    public async Task ForgetOldFeaturesAsync(CancellationToken cancellationToken)
    {
        if (await ServingAsync(cancellationToken) is { } serving && !IsCurrent(serving))
        {
            logger.LogInformation("Picture features have changed with this version of the program: they are extracted again");
            await tables.ForgetFeaturesAsync(cancellationToken);
        }
    }

    /// <summary>Whether any item's vector is missing or outdated.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken)
    {
        var serving = await ServingAsync(cancellationToken);
        var current = serving is not null && IsCurrent(serving) ? serving : null;
        var (_, pictured, outdated) = await tables.CountAsync(current?.Version, cancellationToken);
        return outdated > 0 && (current is not null || pictured + await tables.CountPicturesWithoutFeaturesAsync(cancellationToken) >= MinPictures);
    }

    public async Task RunAsync(StageReport report, CancellationToken cancellationToken)
    {
        var serving = await ServingAsync(cancellationToken);
        var current = serving is not null && IsCurrent(serving) ? serving : null;
        var (items, pictured, outdated) = await tables.CountAsync(current?.Version, cancellationToken);
        if (outdated == 0 || (current is null && pictured < MinPictures))
        {
            return;
        }
        if (current is not null && (outdated <= _options.RetrainShare * items || pictured < MinPictures))
        {
            var known = BuiltInEmbedder.Load(new MemoryStream(await ArtifactAsync(current.Version, cancellationToken), writable: false));
            await EmbedAsync(known, current.Version, outdated, report, cancellationToken);
            return;
        }
        var embedder = await TrainAsync(serving?.Version, report, cancellationToken);
        await EmbedAsync(embedder, embedder.Version, items, report, cancellationToken);
        if (serving?.Version != embedder.Version)
        {
            var reason = serving is null ? "The first embedder of this catalogue." : $"{outdated} of {items} items are not what {serving.Version} was trained on.";
            await deployments.PromoteAsync(embedder.Version, ModelKind.Embedder, reason, time.GetUtcNow(), watch: null, cancellationToken);
            await tables.DropOtherSpacesAsync(serving is null ? [embedder.Version] : [embedder.Version, serving.Version], cancellationToken);
        }
        logger.LogInformation("Embedder {Version} serves {Items} items", embedder.Version, items);
    }

    private async Task<BuiltInEmbedder> TrainAsync(string? parent, StageReport report, CancellationToken cancellationToken)
    {
        await report(ImportState.Training, 0);
        var pairs = await tables.TrainingPairsAsync(_options.MaxTrainingItems, _options.EmbedderSeed, cancellationToken);
        var settings = new EmbedderOptions { Seed = _options.EmbedderSeed };
        var fraction = 0.0;
        var progress = new ImmediateProgress(step => Volatile.Write(ref fraction, step.Fraction));
        var training = Task.Run(() => EmbedderTrainer.Train([.. pairs.Select(pair => pair.Pair)], settings, progress, cancellationToken), cancellationToken);
        while (await Task.WhenAny(training, Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken)) != training)
        {
            await report(ImportState.Training, Volatile.Read(ref fraction));
        }
        var embedder = await training;
        if (await registry.FindAsync(embedder.Version, cancellationToken) is null)
        {
            await registry.RegisterAsync(Describe(embedder, pairs, settings, parent), cancellationToken: cancellationToken);
        }
        return embedder;
    }

    private NewModel Describe(BuiltInEmbedder embedder, List<(EmbeddingPair Pair, byte[] Hash)> pairs, EmbedderOptions settings, string? parent)
    {
        using var artifact = new MemoryStream();
        embedder.Save(artifact);
        using var data = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (pair, hash) in pairs)
        {
            data.AppendData(Encoding.UTF8.GetBytes(pair.Id));
            data.AppendData(hash);
        }
        return new NewModel
        {
            Version = embedder.Version,
            Kind = ModelKind.Embedder,
            Status = ModelStatus.Candidate,
            CreatedAt = time.GetUtcNow(),
            Parent = parent,
            Artifact = artifact.ToArray(),
            Lineage = new ModelLineage
            {
                DatasetHash = Convert.ToHexStringLower(data.GetHashAndReset()),
                Examples = pairs.Count,
                CodeVersion = typeof(EmbedderTrainer).Assembly.GetName().Version?.ToString(),
                Seed = settings.Seed,
                Trainer = "canonical correlation of pictures and words, refined by contrast",
                Parameters = new Dictionary<string, string>
                {
                    [FeatureVersion] = Number(PictureFeatures.FeatureVersion),
                    ["dimensions"] = Number(embedder.Dimensions),
                    ["pictureComponents"] = Number(settings.PictureComponents),
                    ["textComponents"] = Number(settings.TextComponents),
                    ["ridge"] = settings.Ridge.ToString(CultureInfo.InvariantCulture),
                    ["epochs"] = Number(settings.Epochs),
                },
            },
        };
    }

    private async Task EmbedAsync(BuiltInEmbedder embedder, string version, long items, StageReport report, CancellationToken cancellationToken)
    {
        var (after, done) = ("", 0L);
        while (await tables.OutdatedAsync(version, after, Batch, cancellationToken) is { Count: > 0 } batch)
        {
            var vectors = new ItemVectors[batch.Count];
            await Task.Run(() => Parallel.For(0, batch.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
                n => vectors[n] = Embed(embedder, batch[n].Pair, batch[n].Hash)), cancellationToken);
            await tables.WriteVectorsAsync(version, vectors, cancellationToken);
            (after, done) = (batch[^1].Pair.Id, done + batch.Count);
            await report(ImportState.Embedding, Math.Min(1, done / (double)Math.Max(1, items)));
        }
    }

    private static ItemVectors Embed(BuiltInEmbedder embedder, EmbeddingPair pair, byte[] hash)
    {
        var item = new float[embedder.Dimensions];
        embedder.EmbedItem(pair, item);
        float[]? picture = null;
        if (pair.Features is not null)
        {
            embedder.EmbedFeatures(pair.Features, picture = new float[embedder.Dimensions]);
        }
        return new(pair.Id, item, picture, hash);
    }

    private async Task<ModelVersion?> ServingAsync(CancellationToken cancellationToken) =>
        (await deployments.ReadAsync(ModelKind.Embedder, cancellationToken)).Champion is { } version ? await registry.FindAsync(version, cancellationToken) : null;

    private async Task<byte[]> ArtifactAsync(string version, CancellationToken cancellationToken) =>
        await registry.ReadArtifactAsync(version, cancellationToken) ?? throw new InvalidDataException($"Embedder {version} has no artifact.");

    private static bool IsCurrent(ModelVersion model) => model.Lineage.Parameters?.GetValueOrDefault(FeatureVersion) == Number(PictureFeatures.FeatureVersion);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed class ImmediateProgress(Action<EmbedderProgress> report) : IProgress<EmbedderProgress>
    {
        public void Report(EmbedderProgress value) => report(value);
    }
}
