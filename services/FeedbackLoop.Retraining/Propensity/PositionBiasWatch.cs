using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Retraining.Examples;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Retraining.Propensity;

/// <summary>Estimates position bias anew from time to time.</summary>
public sealed class PositionBiasWatch(
    ExampleReader examples, PositionBiasStore store, TimeProvider time, IOptions<RetrainingOptions> options, ILogger<PositionBiasWatch> logger)
{
    private readonly PositionBiasOptions _options = options.Value.PositionBias;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _last + _options.Interval)
        {
            return;
        }

        _last = now;
        var estimators = new SortedDictionary<string, PositionBiasEstimator>(StringComparer.Ordinal);
        await foreach (var search in examples.WindowAsync(now - _options.Window, now, RankingFeatures.Version, cancellationToken))
        {
            if (!estimators.TryGetValue(search.Modality, out var estimator))
            {
                estimators[search.Modality] = estimator = new PositionBiasEstimator(_options);
            }

            estimator.Add(search);
        }

        foreach (var (modality, estimator) in estimators)
        {
            if (estimator.Estimate(modality) is { } estimate)
            {
                await store.SaveAsync(estimate, now, cancellationToken);
                logger.LogInformation("Position bias of {Modality} from {Varied} varied searches: second position {Second:0.00}, tenth {Tenth:0.00}.",
                    modality, estimate.Varied, estimate.Propensities[1], estimate.Propensities[Math.Min(9, estimate.Propensities.Length - 1)]);
            }
        }
    }
}
