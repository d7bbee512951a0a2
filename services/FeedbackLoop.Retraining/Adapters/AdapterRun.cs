using System.Globalization;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retraining.Propensity;
using FeedbackLoop.Retraining.Runs;
using FeedbackLoop.Retrieval.Adaptation;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Retraining.Adapters;

/// <summary>A run that makes a query adapter: evidence, training, gate, registration. What it leaves behind appears in one transaction at its end.</summary>
public sealed class AdapterRun(
    RunStore runs, RunRegistration registration, EmbeddedCatalogReader catalogs, AdapterDatasetBuilder datasets, PositionBiasStore positionBias,
    ModelRegistry registry, Deployments deployments, TimeProvider time, IOptions<RetrainingOptions> options)
{
    private const string Trainer = "sampled softmax over words and pairs of words";
    private readonly AdapterOptions _options = options.Value.Adapter;

    /// <exception cref="RunLostException">Another process has the run now.</exception>
    /// <exception cref="InvalidDataException">The embedder cannot be run here.</exception>
    public async Task RunAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        await runs.ProgressAsync(run, "dataset", 0, cancellationToken);
        if (await catalogs.ReadAsync(cancellationToken) is not { } catalog)
        {
            await RejectAsync(run, "dataset", "No embedder is deployed whose queries could be corrected.", cancellationToken);
            return;
        }

        var curve = new ExaminationCurve(await positionBias.CurvesAsync(cancellationToken), options.Value.Dataset.PropensityFloor);
        var dataset = await datasets.BuildAsync(time.GetUtcNow(), catalog, curve, cancellationToken);
        var seed = unchecked(_options.Seed + (int)run.Id);
        var lineage = Describe(run, dataset, catalog, seed);
        await runs.RecordDatasetAsync(run, lineage, dataset.LastExample, cancellationToken);
        if (dataset.Training.Count < _options.MinimumEvidence)
        {
            await RejectAsync(run, "dataset", string.Create(CultureInfo.InvariantCulture,
                $"{dataset.Training.Count} pieces of evidence about people's words are too few; {_options.MinimumEvidence} are needed."), cancellationToken);
            return;
        }

        await runs.ProgressAsync(run, "training", 0.2, cancellationToken);
        var settings = new QueryAdapterOptions { Seed = seed, Epochs = _options.Epochs, MinEvidence = _options.MinEvidencePerWord };
        var adapter = await Task.Factory.StartNew(
            () => QueryAdapterTrainer.Train(dataset.Training, catalog.Vectors, catalog.Dimensions, catalog.Version, settings, catalog.OwnWords, cancellationToken),
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await runs.ProgressAsync(run, "gate", 0.8, cancellationToken);
        var deployed = (await deployments.ReadAsync(ModelKind.QueryAdapter, cancellationToken)).Champion;
        var champion = await LoadAsync(deployed, catalog.Version, cancellationToken);
        var report = AdapterGate.Judge(catalog, dataset.HeldOut, champion, adapter, _options, seed);
        await registration.RegisterAsync(
            run, "adapter", ModelKind.QueryAdapter, deployed, adapter.Save, lineage with { Metrics = MetricsOf(dataset, adapter, report) }, report.Passed, report.Reason,
            cancellationToken);
    }

    private Task RejectAsync(ClaimedRun run, string stage, string reason, CancellationToken cancellationToken) =>
        runs.FinishAsync(run, new RunOutcome { State = RunState.Rejected, Stage = stage, Error = reason }, time.GetUtcNow(), null, cancellationToken);

    /// <summary>Null for none, and for one of another embedder: it does not serve either.</summary>
    private async Task<QueryAdapter?> LoadAsync(string? version, string embedderVersion, CancellationToken cancellationToken)
    {
        if (version is null || await registry.FindAsync(version, cancellationToken) is not { } model || model.Lineage.EmbedderVersion != embedderVersion)
        {
            return null;
        }

        var artifact = await registry.ReadArtifactAsync(version, cancellationToken);
        return artifact is null ? null : QueryAdapter.Load(new MemoryStream(artifact), embedderVersion);
    }

    private ModelLineage Describe(ClaimedRun run, AdapterDataset dataset, EmbeddedCatalog catalog, int seed) => new()
    {
        RunId = run.Id,
        DataFrom = dataset.From,
        DataTo = dataset.To,
        DatasetHash = dataset.Hash,
        Examples = dataset.Searches,
        CodeVersion = RunExecutor.CodeVersion,
        Seed = seed,
        Trainer = Trainer,
        EmbedderVersion = catalog.Version,
        Parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["epochs"] = _options.Epochs.ToString(CultureInfo.InvariantCulture),
            ["minEvidencePerWord"] = _options.MinEvidencePerWord.ToString(CultureInfo.InvariantCulture),
            ["maxWeight"] = _options.MaxWeight.ToString(CultureInfo.InvariantCulture),
            ["items"] = catalog.ItemIds.Count.ToString(CultureInfo.InvariantCulture),
        },
    };

    private static Dictionary<string, double> MetricsOf(AdapterDataset dataset, QueryAdapter adapter, AdapterGateReport report) => new()
    {
        ["evidence"] = dataset.Training.Count,
        ["words"] = adapter.Words,
        ["heldOutSearches"] = report.Searches,
        ["heldOutPeople"] = report.People,
        ["championRecall"] = report.ChampionRecall,
        ["recall"] = report.CandidateRecall,
        ["recallDifference"] = report.Difference,
        ["recallDifferenceLower"] = report.Lower,
        ["recallDifferenceUpper"] = report.Upper,
        ["championOwnWords"] = report.ChampionOwnWords,
        ["ownWords"] = report.CandidateOwnWords,
    };
}
