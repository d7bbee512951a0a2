using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.Drift;
using FeedbackLoop.Retraining.Examples;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Retraining.Drift;

/// <summary>Compares what is served now with what the champion learned from, feature by feature, and the grades that people gave by what they did.</summary>
public sealed class DriftWatch(
    ExampleReader examples, DriftStore store, Deployments deployments, ModelRegistry registry, TimeProvider time, IOptions<RetrainingOptions> options)
{
    public const string Method = "psi";
    private readonly DriftOptions _options = options.Value.Drift;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _last + _options.Interval)
        {
            return;
        }

        _last = now;
        var deployed = await deployments.ReadAsync(ModelKind.Ranker, cancellationToken);
        var champion = deployed.Champion is null ? null : await registry.FindAsync(deployed.Champion, cancellationToken);
        if (champion?.Lineage.DataTo is not { } learnedUntil)
        {
            return; // A champion that learned from nothing has nothing to drift away from.
        }

        var reference = await SampleAsync(learnedUntil, DateTimeOffset.MinValue, cancellationToken);
        var current = await SampleAsync(now, learnedUntil, cancellationToken);
        if (Math.Min(reference.Count, current.Count) < _options.MinimumSample)
        {
            return;
        }

        var subjects = DriftSample.Subjects.ToList();
        var alpha = _options.Alpha / subjects.Count; // Bonferroni: many subjects are tested at once
        var tests = subjects.Select(subject =>
        {
            var bins = new QuantileBins(reference.ValuesOf(subject));
            var index = PopulationStability.Index(bins.Histogram(reference.ValuesOf(subject)), bins.Histogram(current.ValuesOf(subject)));
            var threshold = Math.Max(_options.Threshold, PopulationStability.Threshold(bins.Count, reference.Count, current.Count, alpha));
            return new DriftTest { At = now, Subject = subject, Method = Method, Statistic = index, Threshold = threshold, Drifted = index > threshold };
        });
        await store.SaveAsync([.. tests], cancellationToken);
    }

    private async Task<DriftSample> SampleAsync(DateTimeOffset before, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var sample = new DriftSample();
        await foreach (var search in examples.LatestAsync(before, RankingFeatures.Version, _options.Sample, cancellationToken))
        {
            if (search.ServedAt < from)
            {
                break;
            }

            sample.Add(search);
        }

        return sample;
    }
}
