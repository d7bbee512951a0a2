using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Web.Backend;

namespace FeedbackLoop.Web.Loop;

/// <summary>The whole loop at one moment, each part as its service told it.</summary>
public sealed record LoopSnapshot
{
    public required DateTimeOffset At { get; init; }
    public required Answer<LoopStatus> Loop { get; init; }
    public required Answer<IReadOnlyList<MetricWindow>> Metrics { get; init; }
    public required Answer<IReadOnlyList<TrainingRun>> Runs { get; init; }
    public required Answer<IReadOnlyList<ModelVersion>> Models { get; init; }
    public required Answer<IReadOnlyList<Experiment>> Experiments { get; init; }
    public required Answer<IReadOnlyList<DriftTest>> Drift { get; init; }
    public required Answer<IReadOnlyList<PositionBias>> PositionBias { get; init; }
    public required Answer<FeatureStoreStatus> Features { get; init; }
    public required Answer<CollectorStatus> Collector { get; init; }
    public required Answer<IReadOnlyList<RefusedEvent>> Refused { get; init; }
    public required Answer<IReadOnlyList<CatalogImportStatus>> Imports { get; init; }
    public required IReadOnlyList<ServiceHealth> Health { get; init; }
}
