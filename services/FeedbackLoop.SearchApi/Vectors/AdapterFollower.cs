using FeedbackLoop.Data.Registry;
using FeedbackLoop.SearchApi.Ranking;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>Follows the deployment of query adapters. One that belongs to another embedder than the one that serves, or that is damaged, is refused:
/// queries are then as the embedder sees them, which <see cref="Refused"/> tells.</summary>
public sealed class AdapterFollower(
    Deployments deployments, ModelRegistry registry, EmbedderFollower embedders, SearchOptions options, SearchTelemetry telemetry, TimeProvider time,
    ILogger<AdapterFollower> logger) : Follower(options, time, logger)
{
    private readonly Dictionary<string, ServingAdapter> _loaded = new(StringComparer.Ordinal);
    private volatile ServingAdapters _current = new() { Champion = ServingAdapter.None };
    private volatile string? _refused;
    private VectorSpace? _space;
    private long _revision = -1;

    public ServingAdapters Current => _current;

    /// <summary>Why the deployed adapter does not serve; null when it does.</summary>
    public string? Refused => _refused;

    protected override async Task<TimeSpan?> FollowAsync(CancellationToken cancellationToken)
    {
        var deployed = await deployments.ReadAsync(ModelKind.QueryAdapter, cancellationToken);
        var space = embedders.Current;
        if (deployed.Revision == _revision && space == _space)
        {
            return null;
        }

        if (space != _space)
        {
            _loaded.Clear();
        }

        var (champion, refused) = await LoadAsync(deployed.Champion, space, cancellationToken);
        var challenger = deployed.ExperimentId is null ? null : (await LoadAsync(deployed.Challenger, space, cancellationToken)).Adapter;
        _current = challenger is null
            ? new() { Champion = champion ?? ServingAdapter.None }
            : new() { Champion = champion ?? ServingAdapter.None, Challenger = challenger, Experiment = RunningExperiment.Of(deployed) };
        _refused = refused;
        (_revision, _space) = (deployed.Revision, space);
        telemetry.AdapterRefused = refused is not null;
        foreach (var gone in _loaded.Keys.Where(v => v != champion?.Version && v != challenger?.Version).ToArray())
        {
            _loaded.Remove(gone);
        }

        logger.LogInformation("Query adapter {Champion} serves{Experiment}", _current.Champion.Version,
            challenger is null ? "" : $", {challenger.Version} in experiment {deployed.ExperimentId} ({deployed.Stage}, {deployed.Share:P0})");
        return null;
    }

    private async Task<(ServingAdapter? Adapter, string? Refused)> LoadAsync(string? version, VectorSpace? space, CancellationToken cancellationToken)
    {
        if (version is null or ModelKind.NoAdapter)
        {
            return (ServingAdapter.None, null);
        }

        if (space is null)
        {
            return (null, $"Adapter {version} waits for its embedder.");
        }

        if (_loaded.TryGetValue(version, out var adapter))
        {
            return (adapter, null);
        }

        try
        {
            return (_loaded[version] = ServingAdapter.Load(version, await registry.ReadArtifactAsync(version, cancellationToken), space), null);
        }
        catch (InvalidDataException exception)
        {
            logger.LogWarning("Adapter {Version} is refused; queries are searched without it. {Reason}", version, exception.Message);
            return (null, $"Adapter {version} is refused: {exception.Message}");
        }
    }
}
