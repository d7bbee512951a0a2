using FeedbackLoop.Retraining.Adapters;
using FeedbackLoop.Retraining.Datasets;
using FeedbackLoop.Retraining.Drift;
using FeedbackLoop.Retraining.Experiments;
using FeedbackLoop.Retraining.Gate;
using FeedbackLoop.Retraining.Metrics;
using FeedbackLoop.Retraining.Propensity;
using FeedbackLoop.Retraining.Runs;
using FeedbackLoop.Retraining.Triggers;

namespace FeedbackLoop.Retraining;

/// <summary>Configuration section "Retraining". Every interval and every threshold of the loop is here, so that time can be compressed by configuration alone.</summary>
public sealed class RetrainingOptions
{
    /// <summary>How often the loop looks at what is new.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    public MetricOptions Metrics { get; set; } = new();
    public TriggerOptions Triggers { get; set; } = new();
    public PositionBiasOptions PositionBias { get; set; } = new();
    public DriftOptions Drift { get; set; } = new();
    public DatasetOptions Dataset { get; set; } = new();
    public TrainingOptions Training { get; set; } = new();
    public GateOptions Gate { get; set; } = new();
    public AdapterOptions Adapter { get; set; } = new();
    public ExperimentOptions Experiment { get; set; } = new();
    public GuardOptions Guard { get; set; } = new();
}
