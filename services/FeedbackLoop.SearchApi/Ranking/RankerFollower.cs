using FeedbackLoop.Data.Registry;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>Follows the deployment of rankers. Models are loaded beside the traffic and exchanged in one step; one that cannot serve is refused,
/// and what served before serves on.</summary>
public sealed class RankerFollower(
    Deployments deployments, ModelRegistry registry, SearchOptions options, TimeProvider time, ILogger<RankerFollower> logger)
    : Follower(options, time, logger)
{
    private readonly Dictionary<string, ServingRanker> _loaded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private volatile ServingRankers _current = new() { Champion = ServingRanker.Load("baseline", null) };
    private long _revision = -1;

    public ServingRankers Current => _current;

    protected override async Task<TimeSpan?> FollowAsync(CancellationToken cancellationToken)
    {
        var deployed = await deployments.ReadAsync(ModelKind.Ranker, cancellationToken);
        if (deployed.Revision == _revision)
        {
            return null;
        }

        var champion = await LoadAsync(deployed.Champion, cancellationToken) ?? _current.Champion;
        var challenger = deployed.ExperimentId is null ? null : await LoadAsync(deployed.Challenger, cancellationToken);
        _current = challenger is null
            ? new() { Champion = champion }
            : new() { Champion = champion, Challenger = challenger, Experiment = RunningExperiment.Of(deployed) };
        _revision = deployed.Revision;
        foreach (var gone in _loaded.Keys.Where(v => v != champion.Version && v != challenger?.Version).ToArray())
        {
            _loaded.Remove(gone);
        }

        logger.LogInformation("Ranker {Champion} serves{Experiment}", champion.Version,
            challenger is null ? "" : $", {challenger.Version} in experiment {deployed.ExperimentId} ({deployed.Stage}, {deployed.Share:P0})");
        return null;
    }

    private async Task<ServingRanker?> LoadAsync(string? version, CancellationToken cancellationToken)
    {
        if (version is null || _refused.Contains(version))
        {
            return null;
        }

        if (_loaded.TryGetValue(version, out var ranker))
        {
            return ranker;
        }

        try
        {
            return _loaded[version] = ServingRanker.Load(version, await registry.ReadArtifactAsync(version, cancellationToken));
        }
        catch (InvalidDataException exception)
        {
            _refused.Add(version);
            logger.LogError(exception, "Ranker {Version} is refused; {Serving} serves on", version, _current.Champion.Version);
            return null;
        }
    }
}
