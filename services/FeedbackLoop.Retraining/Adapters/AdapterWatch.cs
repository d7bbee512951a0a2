using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retraining.Runs;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.Retraining.Adapters;

/// <summary>Retires an adapter whose embedder no longer serves, and queues the runs that the rules want.</summary>
public sealed class AdapterWatch(
    NpgsqlDataSource dataSource, Deployments deployments, ModelRegistry registry, RunStore runs, RunSignal signal, TimeProvider time,
    IOptions<RetrainingOptions> options, ILogger<AdapterWatch> logger)
{
    private readonly AdapterOptions _options = options.Value.Adapter;

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var embedder = (await deployments.ReadAsync(ModelKind.Embedder, cancellationToken)).Champion;
        await RetireOutlivedAsync(embedder, cancellationToken);
        var facts = await FactsAsync(embedder, cancellationToken);
        if (AdapterRules.Hold(facts, _options) is not null || AdapterRules.Evaluate(facts, _options).FirstOrDefault(verdict => verdict.Fired) is not { } fired)
        {
            return;
        }

        var (queued, _) = await runs.QueueAsync(fired.Trigger, fired.Sentence, null, facts.Now, cancellationToken, ModelKind.QueryAdapter);
        if (queued is { } id)
        {
            logger.LogInformation("Run {Run} for a query adapter is queued by {Trigger}. {Reason}", id, fired.Trigger, fired.Sentence);
            signal.Set();
        }
    }

    /// <summary>One sentence for each rule, and one for what holds runs back.</summary>
    public async Task<IReadOnlyList<string>> ExplainAsync(CancellationToken cancellationToken)
    {
        var facts = await FactsAsync((await deployments.ReadAsync(ModelKind.Embedder, cancellationToken)).Champion, cancellationToken);
        var sentences = AdapterRules.Evaluate(facts, _options).Select(verdict => verdict.Sentence).ToList();
        if (AdapterRules.Hold(facts, _options) is { } hold and not "A run is under way.")
        {
            sentences.Insert(0, hold);
        }

        return sentences;
    }

    /// <summary>Corrections in one space mean nothing in another.</summary>
    private async Task RetireOutlivedAsync(string? embedder, CancellationToken cancellationToken)
    {
        var deployed = await deployments.ReadAsync(ModelKind.QueryAdapter, cancellationToken);
        var now = time.GetUtcNow();
        try
        {
            if (deployed is { ExperimentId: { } experiment, Challenger: { } challenger } && await OutlivedAsync(challenger, embedder, cancellationToken) is { } whyStopped)
            {
                await deployments.EndExperimentAsync(experiment, ExperimentState.Stopped, ModelStatus.Retired, whyStopped, now, cancellationToken);
            }

            if (deployed.Champion is { } champion && await OutlivedAsync(champion, embedder, cancellationToken) is { } why)
            {
                await deployments.PromoteAsync(ModelKind.NoAdapter, ModelKind.QueryAdapter, why, now, null, cancellationToken);
                logger.LogInformation("{Reason}", why);
            }
        }
        catch (RegistryConflictException moved)
        {
            logger.LogInformation("{Message}", moved.Message);
        }

        await using var command = dataSource.CreateCommand(
            """
            update model_version set status = 'retired'
            where kind = 'query-adapter' and status = 'candidate' and lineage ->> 'embedderVersion' is distinct from $1
            """);
        command.Parameters.Add(new() { Value = (object?)embedder ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Null while the adapter fits the embedder, or needs none.</summary>
    private async Task<string?> OutlivedAsync(string version, string? embedder, CancellationToken cancellationToken) =>
        (await registry.FindAsync(version, cancellationToken))?.Lineage.EmbedderVersion is { } own && own != embedder
            ? $"{version} belongs to embedder {own}; {embedder ?? "none"} serves now."
            : null;

    private async Task<AdapterFacts> FactsAsync(string? embedder, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            with last as (select max(started_at) as at, max(last_example) as example from training_run
                    where kind = 'query-adapter' and state in ('done', 'rejected', 'failed')),
                news as (select count(*) as searches, min(served_at) as first from training_example, last
                    where example_no > coalesce(last.example, 0) and excluded is null and modality in ('text', 'voice') and query <> ''
                        and coalesce(vector_match, 0) < $1 and (true = any(clicked) or true = any(added)))
            select last.at, news.searches, news.first,
                exists (select from training_run where state in ('queued', 'running')),
                coalesce(
                    (select version from model_version where kind = 'query-adapter' and status in ('challenger', 'candidate') order by status desc limit 1),
                    (select to_version from deployment_change where kind = 'query-adapter' and watch = 'watching' limit 1)),
                (select lineage ->> 'embedderVersion' from model_version where kind = 'query-adapter' and lineage ? 'embedderVersion'
                    order by created_at desc limit 1)
            from last, news
            """);
        command.Parameters.Add(new() { Value = _options.WeakMatch });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new AdapterFacts
        {
            Now = time.GetUtcNow(),
            Embedder = embedder,
            LastRunAt = reader.IsDBNull(0) ? null : reader.GetFieldValue<DateTimeOffset>(0),
            NewEvidence = reader.GetInt64(1),
            FirstEvidenceAt = reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2),
            RunPending = reader.GetBoolean(3),
            Undecided = reader.IsDBNull(4) ? null : reader.GetString(4),
            LastEmbedder = reader.IsDBNull(5) ? null : reader.GetString(5),
        };
    }
}
