using System.Diagnostics;
using System.Text;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>Holds the embedder that is deployed, with the vectors of its version. A new version takes over in one step, once its vectors are read.</summary>
public sealed class EmbedderFollower(
    CatalogReader reader, Deployments deployments, ModelRegistry registry, CatalogFollower catalog,
    OpenVectorSearch openSearch, SearchOptions options, TimeProvider time, ILogger<EmbedderFollower> logger,
    EmbedderPair? external = null) : Follower(options, time, logger)
{
    // Revisions of what is in the space, and of vectors whose item the catalogue has not shown yet.
    private readonly Dictionary<(string ItemId, ItemVectorKind Kind), long> _seen = [];
    private readonly Dictionary<(string ItemId, ItemVectorKind Kind), float[]> _early = [];
    private RevisionCursor _cursor = new();
    private string? _refused;
    private volatile VectorSpace? _current;
    private Task _optimising = Task.CompletedTask;

    /// <summary>Null until an embedder is deployed.</summary>
    public VectorSpace? Current => _current;

    protected override async Task<TimeSpan?> FollowAsync(CancellationToken cancellationToken)
    {
        await catalog.Ready.WaitAsync(cancellationToken);
        var deployed = (await deployments.ReadAsync(ModelKind.Embedder, cancellationToken)).Champion;
        if (deployed is null)
        {
            _current = null;
            return null;
        }

        var space = _current;
        if (space?.Version != deployed && deployed != _refused && await LoadAsync(deployed, cancellationToken) is { } loaded)
        {
            _seen.Clear();
            _early.Clear();
            _cursor = new();
            space = loaded;
        }

        if (space is null || space.Version != deployed)
        {
            return null;
        }

        await ReadVectorsAsync(space, cancellationToken);
        await space.SettleAsync(catalog.Current, cancellationToken);
        if (space.IsExact && space.Count > Options.OptimiseAbove && _optimising.IsCompleted)
        {
            _optimising = Task.Factory.StartNew(
                () => Optimise(space, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (_current is not null && _current != space)
            {
                // The one before serves on until this one is as fast.
                await _optimising;
            }
        }

        if (_current != space)
        {
            _current = space;
            logger.LogInformation("Embedder {Version} serves: {Items} items, {Dimensions} dimensions", space.Version, space.Count, space.Dimensions);
        }

        return null;
    }

    private void Optimise(VectorSpace space, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            space.Optimise(cancellationToken);
            logger.LogInformation("Embedder {Version}: inverted lists over {Items} items, built in {Seconds:F1} s", space.Version, space.Count,
                Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    private async Task<VectorSpace?> LoadAsync(string version, CancellationToken cancellationToken)
    {
        try
        {
            var artifact = await registry.ReadArtifactAsync(version, cancellationToken)
                ?? throw new InvalidDataException($"Embedder {version} has no artifact.");
            if (external?.Version == version)
            {
                return new VectorSpace(version, external.Texts, external.Pictures, external.Dimensions, openSearch(version, external.Dimensions)) { IsExternal = true };
            }

            if (artifact.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(ExternalEmbedder.Artifact)))
            {
                throw new InvalidDataException(ExternalEmbedder.Artifact);
            }

            var embedder = BuiltInEmbedder.Load(new MemoryStream(artifact));
            return new VectorSpace(
                version, new TextEmbeddingGenerator(embedder), new PictureEmbeddingGenerator(embedder), embedder.Dimensions, openSearch(version, embedder.Dimensions));
        }
        catch (InvalidDataException exception)
        {
            _refused = version;
            logger.LogError(exception, "Embedder {Version} is refused; {Serving} serves on", version, _current?.Version ?? "lexical search alone");
            return null;
        }
    }

    private async Task ReadVectorsAsync(VectorSpace space, CancellationToken cancellationToken)
    {
        var snapshot = catalog.Current;
        foreach (var (key, vector) in _early.ToArray())
        {
            if (snapshot.OrdinalOf(key.ItemId) is var ordinal and >= 0)
            {
                space.Put(ordinal, key.Kind, vector);
                _early.Remove(key);
            }
        }

        var horizon = await reader.EmbeddingHorizonAsync(cancellationToken);
        if (!_cursor.MayHaveNews(horizon))
        {
            return;
        }

        await foreach (var vector in reader.VectorsChangedAfterAsync(space.Version, _cursor.Settled, cancellationToken))
        {
            var key = (vector.ItemId, vector.Kind);
            if (_seen.GetValueOrDefault(key, -1) == vector.Revision || vector.Vector.Length != space.Dimensions)
            {
                continue;
            }

            _seen[key] = vector.Revision;
            if (snapshot.OrdinalOf(vector.ItemId) is var ordinal and >= 0)
            {
                space.Put(ordinal, vector.Kind, vector.Vector);
            }
            else
            {
                _early[key] = vector.Vector;
            }
        }

        _cursor.WasRead(horizon);
    }
}
