using System.Globalization;
using System.Security.Cryptography;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using Npgsql;

namespace FeedbackLoop.Retraining.Runs;

/// <summary>Registers what a run made and ends the run with the gate's verdict, in one transaction; of either kind of model.</summary>
public sealed class RunRegistration(NpgsqlDataSource dataSource, RunStore runs, ModelRegistry registry, TimeProvider time, ILogger<RunRegistration> logger)
{
    /// <param name="run">The run that ends with this.</param>
    /// <param name="prefix">What the version's name begins with; the run's number and a hash of the model follow.</param>
    /// <param name="kind">See <see cref="ModelKind"/>.</param>
    /// <param name="parent">The version that it was compared with.</param>
    /// <param name="save">Writes the model.</param>
    /// <param name="lineage">Where it comes from, with the metrics.</param>
    /// <param name="passed">The gate's verdict.</param>
    /// <param name="reason">The gate's sentence.</param>
    /// <param name="cancellationToken">Stops waiting; nothing is registered then.</param>
    /// <exception cref="RunLostException">Another process has the run now.</exception>
    public async Task RegisterAsync(
        ClaimedRun run, string prefix, string kind, string? parent, Action<Stream> save, ModelLineage lineage, bool passed, string reason,
        CancellationToken cancellationToken)
    {
        using var artifact = new MemoryStream();
        save(artifact);
        var bytes = artifact.ToArray();
        var version = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{run.Id}-{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 4))}");
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (passed)
        {
            // A newer candidate knows more than one that still waits for its experiment. What people uploaded stays.
            await using var retire = new NpgsqlCommand(
                "update model_version set status = 'retired' where kind = $1 and status = 'candidate' and lineage ? 'runId'", connection, transaction)
            {
                Parameters = { new() { Value = kind } },
            };
            await retire.ExecuteNonQueryAsync(cancellationToken);
        }

        await registry.RegisterAsync(new NewModel
        {
            Version = version,
            Kind = kind,
            Status = passed ? ModelStatus.Candidate : ModelStatus.Rejected,
            CreatedAt = time.GetUtcNow(),
            Parent = parent,
            Artifact = bytes,
            Lineage = lineage,
        }, transaction, cancellationToken);
        await runs.FinishAsync(run, new RunOutcome
        {
            State = passed ? RunState.Done : RunState.Rejected,
            Stage = passed ? "registered" : "gate",
            ModelVersion = version,
            Metrics = lineage.Metrics,
            Error = passed ? null : reason,
        }, time.GetUtcNow(), transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        logger.LogInformation("Run {Run}: {Version}. {Reason}", run.Id, version, reason);
    }
}
