using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Retraining.Adapters;
using FeedbackLoop.Retraining.Datasets;
using FeedbackLoop.Retraining.Drift;
using FeedbackLoop.Retraining.Examples;
using FeedbackLoop.Retraining.Experiments;
using FeedbackLoop.Retraining.Metrics;
using FeedbackLoop.Retraining.Propensity;
using FeedbackLoop.Retraining.Runs;
using FeedbackLoop.Retraining.Triggers;
using FeedbackLoop.Retraining.Workers;

namespace FeedbackLoop.Retraining;

public static class RetrainingServices
{
    /// <summary>The loop's parts and the two workers that drive them.</summary>
    public static void AddRetraining(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<RetrainingOptions>().BindConfiguration("Retraining");
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ModelRegistry>();
        services.AddSingleton<Deployments>();
        services.AddSingleton<IRankerTrainer, LambdaMartTrainer>();
#if CLOUD
        services.AddSingleton<IRankerTrainer, Cloud.LightGbmTrainer>();
#endif
        services.AddSingleton<RankerTrainers>();
        services.AddSingleton<ExampleReader>();
        services.AddSingleton<MetricWindows>();
        services.AddSingleton<PositionBiasStore>();
        services.AddSingleton<PositionBiasWatch>();
        services.AddSingleton<DriftStore>();
        services.AddSingleton<DriftWatch>();
        services.AddSingleton<TriggerWatch>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<RunSignal>();
        services.AddSingleton<DatasetBuilder>();
        services.AddSingleton<RunRegistration>();
        services.AddSingleton<RunExecutor>();
        services.AddSingleton<EmbeddedCatalogReader>();
        services.AddSingleton<AdapterDatasetBuilder>();
        services.AddSingleton<AdapterRun>();
        services.AddSingleton<AdapterWatch>();
        services.AddSingleton<ExperimentStore>();
        services.AddSingleton<ExperimentDirector>();
        services.AddSingleton<PromotionGuard>();
        services.AddHostedService<ObservationWorker>();
        services.AddHostedService<TrainingWorker>();
    }
}
