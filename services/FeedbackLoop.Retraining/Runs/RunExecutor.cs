using System.Globalization;
using System.Reflection;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Retraining.Adapters;
using FeedbackLoop.Retraining.Datasets;
using FeedbackLoop.Retraining.Gate;
using FeedbackLoop.Retraining.Propensity;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Retraining.Runs;

/// <summary>Executes one training run: data set, training, gate, registration. Everything it leaves behind appears in one transaction at its end.</summary>
public sealed class RunExecutor(
    RunStore runs, RunRegistration registration, DatasetBuilder datasets, PositionBiasStore positionBias, ModelRegistry registry, Deployments deployments,
    RankerTrainers trainers, AdapterRun adapters, TimeProvider time, IOptions<RetrainingOptions> options, ILogger<RunExecutor> logger)
{
    private const double DatasetShare = 0.2, TrainingShare = 0.7;
    private readonly RetrainingOptions _options = options.Value;

    internal static string CodeVersion { get; } =
        typeof(RunExecutor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public async Task ExecuteAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        try
        {
            await (run.Kind == ModelKind.QueryAdapter ? adapters.RunAsync(run, cancellationToken) : RunAsync(run, cancellationToken));
        }
        catch (RunLostException lost)
        {
            logger.LogWarning("{Message}", lost.Message);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(failure, "Run {Run} failed.", run.Id);
            await runs.FinishAsync(run, new RunOutcome { State = RunState.Failed, Stage = RunState.Failed, Error = failure.Message },
                time.GetUtcNow(), null, cancellationToken);
        }
    }

    private async Task RunAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        var trainer = run.Trainer is null
            ? trainers.Default
            : trainers.Find(run.Trainer) ?? throw new InvalidOperationException($"Trainer {run.Trainer}: {trainers.HowToGet(run.Trainer)}.");
        await runs.ProgressAsync(run, "dataset", 0, cancellationToken);
        var curve = new ExaminationCurve(await positionBias.CurvesAsync(cancellationToken), _options.Dataset.PropensityFloor);
        var dataset = await datasets.BuildAsync(time.GetUtcNow(), curve, cancellationToken);
        var seed = unchecked(_options.Training.Seed + (int)run.Id);
        var lineage = Describe(run, dataset, seed, trainer);
        await runs.RecordDatasetAsync(run, lineage, dataset.LastExample, cancellationToken);
        var training = dataset.Searches.Count(search => search.Part == DatasetPart.Train);
        if (training < _options.Dataset.MinimumSearches)
        {
            await runs.FinishAsync(run, new RunOutcome
            {
                State = RunState.Rejected,
                Stage = "dataset",
                Error = string.Create(CultureInfo.InvariantCulture,
                    $"{training} searches with a preference to learn from are too few; {_options.Dataset.MinimumSearches} are needed."),
            }, time.GetUtcNow(), null, cancellationToken);
            return;
        }

        var deployed = await deployments.ReadAsync(ModelKind.Ranker, cancellationToken);
        var champion = await LoadAsync(deployed.Champion, cancellationToken);
        var model = await TrainAsync(run, trainer, dataset, seed, _options.Training.WarmStart ? champion : null, cancellationToken);

        await runs.ProgressAsync(run, "gate", DatasetShare + TrainingShare, cancellationToken);
        var heldOut = dataset.Searches.Where(search => search.Part == DatasetPart.HeldOut).ToList();
        var report = OfflineGate.Judge(heldOut, champion, model, _options.Gate, _options.Dataset.PropensityFloor, seed);
        await registration.RegisterAsync(
            run, "ranker", ModelKind.Ranker, deployed.Champion, model.Save, lineage with { Metrics = MetricsOf(dataset, model, report) }, report.Passed, report.Reason,
            cancellationToken);
    }

    private async Task<RankerModel> TrainAsync(
        ClaimedRun run, IRankerTrainer trainer, Dataset dataset, int seed, RankerModel? warmStart, CancellationToken cancellationToken)
    {
        await runs.ProgressAsync(run, "training", DatasetShare, cancellationToken);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var progress = new LatestProgress();
        var training = Task.Factory.StartNew(
            () => RankerTraining.Train(trainer, dataset, _options.Training, seed, warmStart, progress, lost.Token),
            lost.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var timer = new PeriodicTimer(_options.Training.ProgressInterval, time);
        var tick = timer.WaitForNextTickAsync(lost.Token).AsTask();
        while (await Task.WhenAny(training, tick) != training)
        {
            try
            {
                await runs.ProgressAsync(run, "training", DatasetShare + TrainingShare * progress.Share, cancellationToken);
            }
            catch (RunLostException)
            {
                await lost.CancelAsync();
                throw;
            }

            tick = timer.WaitForNextTickAsync(lost.Token).AsTask();
        }

        return await training;
    }

    private async Task<RankerModel?> LoadAsync(string? version, CancellationToken cancellationToken)
    {
        var artifact = version is null ? null : await registry.ReadArtifactAsync(version, cancellationToken);
        return artifact is null ? null : RankerModel.Load(new MemoryStream(artifact));
    }

    private ModelLineage Describe(ClaimedRun run, Dataset dataset, int seed, IRankerTrainer trainer) => new()
    {
        RunId = run.Id,
        DataFrom = dataset.From,
        DataTo = dataset.To,
        DatasetHash = dataset.Hash,
        Examples = dataset.Searches.Count,
        DistrustedPeople = dataset.DistrustedPeople,
        DistrustedSearches = dataset.DistrustedSearches,
        CodeVersion = CodeVersion,
        Seed = seed,
        Trainer = trainer.Name,
        Parameters = _options.Training.Describe(),
    };

    private static Dictionary<string, double> MetricsOf(Dataset dataset, RankerModel model, GateReport report) => new()
    {
        ["trainSearches"] = dataset.Searches.Count(search => search.Part == DatasetPart.Train),
        ["validationSearches"] = dataset.Searches.Count(search => search.Part == DatasetPart.Validation),
        ["heldOutSearches"] = report.Searches,
        ["heldOutPeople"] = report.People,
        ["heldOutEffectiveSearches"] = report.EffectiveSearches,
        ["trees"] = model.TreeCount,
        ["championNdcg10"] = report.ChampionNdcg,
        ["ndcg10"] = report.CandidateNdcg,
        ["ndcg10Difference"] = report.Difference,
        ["ndcg10DifferenceLower"] = report.Lower,
        ["ndcg10DifferenceUpper"] = report.Upper,
        ["championPairwiseAccuracy"] = report.ChampionAccuracy,
        ["pairwiseAccuracy"] = report.CandidateAccuracy,
    };
}
