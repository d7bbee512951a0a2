using System.Globalization;
using System.Security.Cryptography;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retraining.Propensity;
using FeedbackLoop.Retraining.Runs;
using FeedbackLoop.Retrieval.Adaptation;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.Retraining.Adapters;

/// <summary>A run that makes a query adapter: evidence, training, gate, registration. What it leaves behind appears in one transaction at its end.</summary>
public sealed class AdapterRun(
    NpgsqlDataSource dataSource, RunStore runs, EmbeddedCatalogReader catalogs, AdapterDatasetBuilder datasets, PositionBiasStore positionBias,
    ModelRegistry registry, Deployments deployments, TimeProvider time, IOptions<RetrainingOptions> options, ILogger<AdapterRun> logger)
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
        await RegisterAsync(run, dataset, lineage, deployed, adapter, report, cancellationToken);
    }

    private async Task RegisterAsync(
        ClaimedRun run, AdapterDataset dataset, ModelLineage lineage, string? parent, QueryAdapter adapter, AdapterGateReport report,
        CancellationToken cancellationToken)
    {
        using var artifact = new MemoryStream();
        adapter.Save(artifact);
        var bytes = artifact.ToArray();
        var version = string.Create(CultureInfo.InvariantCulture, $"adapter-{run.Id}-{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 4))}");
        var metrics = MetricsOf(dataset, adapter, report);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (report.Passed)
        {
            // A newer candidate knows more than one that still waits for its experiment.
            await using var retire = new NpgsqlCommand(
                "update model_version set status = 'retired' where kind = 'query-adapter' and status = 'candidate'", connection, transaction);
            await retire.ExecuteNonQueryAsync(cancellationToken);
        }

        await registry.RegisterAsync(new NewModel
        {
            Version = version,
            Kind = ModelKind.QueryAdapter,
            Status = report.Passed ? ModelStatus.Candidate : ModelStatus.Rejected,
            CreatedAt = time.GetUtcNow(),
            Parent = parent,
            Artifact = bytes,
            Lineage = lineage with { Metrics = metrics },
        }, transaction, cancellationToken);
        await runs.FinishAsync(run, new RunOutcome
        {
            State = report.Passed ? RunState.Done : RunState.Rejected,
            Stage = report.Passed ? "registered" : "gate",
            ModelVersion = version,
            Metrics = metrics,
            Error = report.Passed ? null : report.Reason,
        }, time.GetUtcNow(), transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        logger.LogInformation("Run {Run}: {Version}. {Reason}", run.Id, version, report.Reason);
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
