using System.Text.Json;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Statistics;
using FeedbackLoop.Retraining.Examples;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Retraining.Experiments;

/// <summary>Watches a new champion against the level of the one before, and takes it back when it is worse beyond the tolerance.</summary>
public sealed class PromotionGuard(
    ExampleReader examples, Deployments deployments, TimeProvider time, IOptions<RetrainingOptions> options, ILogger<PromotionGuard> logger)
{
    private readonly GuardOptions _options = options.Value.Guard;
    private readonly ConfidenceSequence _sequence = new(
        options.Value.Guard.Alpha, options.Value.Experiment.TightestAt, options.Value.Experiment.LeastPeoplePerArm);
    private DateTimeOffset _lastLook = DateTimeOffset.MinValue;

    /// <summary>Takes the level of the present champion, to be stored with the change that replaces it; null when nothing is to be watched.</summary>
    public async Task<PromotionWatch?> PrepareAsync(string kind, string? champion, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_options.Watch is not { } watch || champion is null)
        {
            return null;
        }

        var level = await LevelAsync(kind, champion, now - _options.BaselineWindow, now, cancellationToken);
        return new PromotionWatch(now + watch, JsonSerializer.Serialize(level, JsonSerializerOptions.Web));
    }

    /// <summary>Looks at the watched champions when it is time, and decides.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _lastLook + _options.LookInterval || await deployments.WatchedAsync(cancellationToken) is not { Count: > 0 } watched)
        {
            return;
        }

        _lastLook = now;
        foreach (var change in watched)
        {
            await LookAsync(change, now, cancellationToken);
        }
    }

    private async Task LookAsync(DeploymentChange change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = JsonSerializer.Deserialize<PairMoments>(change.BaselineJson, JsonSerializerOptions.Web);
        var after = await LevelAsync(change.Kind, change.ToVersion, change.At, now, cancellationToken);
        var difference = _sequence.RatioDifference(before, after);
        var numbers = JsonSerializer.Serialize(new
        {
            At = now,
            Before = before.Count > 0 ? ConfidenceSequence.RatioOf(before) : 0,
            After = after.Count > 0 ? ConfidenceSequence.RatioOf(after) : 0,
            People = after.Count,
            Lower = Math.Max(-1, difference.Low),
            Upper = Math.Min(1, difference.High),
        }, JsonSerializerOptions.Web);
        if (difference.High < -_options.Tolerance)
        {
            var reason = FormattableString.Invariant(
                $"Satisfaction per search fell by {-difference.Estimate:0.000} ({-difference.High:0.000} to {-difference.Low:0.000}) since {change.ToVersion} took over.");
            try
            {
                await deployments.RollBackAsync(change.Kind, reason, now, change.ToVersion, cancellationToken);
                await deployments.RecordWatchAsync(change.Id, "taken-back", numbers, cancellationToken);
                logger.LogWarning("{Reason} It is taken back.", reason);
            }
            catch (RegistryConflictException moved)
            {
                logger.LogInformation("{Message}", moved.Message);
            }
        }
        else
        {
            await deployments.RecordWatchAsync(change.Id, now >= change.WatchUntil ? "kept" : "watching", numbers, cancellationToken);
        }
    }

    private async Task<PairMoments> LevelAsync(string kind, string version, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var people = new ArmPeople();
        await foreach (var search in examples.OfModelAsync(kind, version, from, to, _options.MaxSearches, cancellationToken))
        {
            people.Add(search);
        }

        return people.SatisfactionPerSearch();
    }
}
