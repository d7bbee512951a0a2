using System.Text.Json;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.Retraining.Runs;

/// <summary>Training runs in PostgreSQL: the queue, the progress, the record.</summary>
public sealed class RunStore(NpgsqlDataSource dataSource)
{
    private const string Columns =
        "id, trigger, reason, state, stage, progress, started_at, finished_at, model_version, dataset_hash, metrics, error, data_from, data_to, seed, parameters, attempt, retry_of, trainer, kind";

    /// <summary>Queues a run unless one is queued or under way.</summary>
    /// <param name="trainer">Its name; null: the configured one.</param>
    /// <returns>The id of the new run, or null and the id of the one that was there.</returns>
    public async Task<(long? Queued, long? Pending)> QueueAsync(
        string trigger, string reason, string? trainer, DateTimeOffset at, CancellationToken cancellationToken, string kind = ModelKind.Ranker)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var guard = new NpgsqlCommand("lock table training_run in share row exclusive mode", connection, transaction))
        {
            await guard.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var find = new NpgsqlCommand("select id from training_run where state in ('queued', 'running') limit 1", connection, transaction))
        {
            if (await find.ExecuteScalarAsync(cancellationToken) is long pending)
            {
                return (null, pending);
            }
        }

        await using var insert = new NpgsqlCommand(
            "insert into training_run (trigger, reason, trainer, state, stage, started_at, kind) values ($1, $2, $3, 'queued', 'queued', $4, $5) returning id", connection, transaction)
        {
            Parameters =
            {
                new() { Value = trigger },
                new() { Value = reason },
                new() { Value = (object?)trainer ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = at.ToUniversalTime() },
                new() { Value = kind },
            },
        };
        var id = (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return (id, null);
    }

    /// <summary>Marks runs that are "running" though nobody holds the training lock any more, and queues each again until its attempts are used up.
    /// Call only while holding the lock.</summary>
    /// <returns>How many had been cut short.</returns>
    public async Task<int> RecoverAsync(int maxAttempts, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            with cut as (
                update training_run set state = 'interrupted', finished_at = $1, owner = null,
                    error = 'The process that worked on it ended in stage ' || stage || '.'
                where state = 'running' returning id, kind, trigger, reason, trainer, attempt),
            again as (
                insert into training_run (kind, trigger, reason, trainer, state, stage, started_at, attempt, retry_of)
                select kind, trigger, reason, trainer, 'queued', 'queued', $1, attempt + 1, id from cut where attempt < $2)
            select count(*) from cut
            """);
        command.Parameters.Add(new() { Value = at.ToUniversalTime() });
        command.Parameters.Add(new() { Value = maxAttempts });
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Takes the oldest queued run. Call only while holding the training lock.</summary>
    public async Task<ClaimedRun?> ClaimAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var owner = Guid.NewGuid().ToString("N");
        await using var command = dataSource.CreateCommand(
            """
            update training_run set state = 'running', started_at = $1, owner = $2
            where id = (select min(id) from training_run where state = 'queued') returning id, kind, trigger, trainer
            """);
        command.Parameters.Add(new() { Value = at.ToUniversalTime() });
        command.Parameters.Add(new() { Value = owner });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ClaimedRun(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), owner, reader.IsDBNull(3) ? null : reader.GetString(3))
            : null;
    }

    /// <exception cref="RunLostException">Another process has the run now.</exception>
    public async Task ProgressAsync(ClaimedRun run, string stage, double progress, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("update training_run set stage = $3, progress = $4 where id = $1 and owner = $2 and state = 'running'");
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = run.Owner });
        command.Parameters.Add(new() { Value = stage });
        command.Parameters.Add(new() { Value = progress });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw new RunLostException(run.Id);
        }
    }

    /// <summary>Stores what the data set is, as soon as it is known: a run that fails later can still be repeated.</summary>
    /// <exception cref="RunLostException">Another process has the run now.</exception>
    public async Task RecordDatasetAsync(ClaimedRun run, ModelLineage lineage, long lastExample, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            update training_run set dataset_hash = $3, data_from = $4, data_to = $5, last_example = $6, seed = $7, parameters = $8
            where id = $1 and owner = $2 and state = 'running'
            """);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = run.Owner });
        command.Parameters.Add(new() { Value = lineage.DatasetHash! });
        command.Parameters.Add(new() { Value = (object?)lineage.DataFrom?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = (object?)lineage.DataTo?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = lastExample });
        command.Parameters.Add(new() { Value = lineage.Seed! });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(lineage.Parameters, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw new RunLostException(run.Id);
        }
    }

    /// <summary>Ends a run; with a transaction, together with what it registers there.</summary>
    /// <exception cref="RunLostException">Another process has the run now.</exception>
    public async Task FinishAsync(
        ClaimedRun run, RunOutcome outcome, DateTimeOffset at, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var own = transaction is null ? await dataSource.OpenConnectionAsync(cancellationToken) : null;
        await using var command = new NpgsqlCommand(
            """
            update training_run set state = $3, stage = $4, progress = case when $3 = 'failed' then progress else 1 end, finished_at = $5,
                model_version = $6, metrics = $7, error = $8, owner = null
            where id = $1 and owner = $2 and state = 'running'
            """, own ?? transaction!.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = run.Id },
                new() { Value = run.Owner },
                new() { Value = outcome.State },
                new() { Value = outcome.Stage },
                new() { Value = at.ToUniversalTime() },
                new() { Value = (object?)outcome.ModelVersion ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = outcome.Metrics is null ? DBNull.Value : JsonSerializer.Serialize(outcome.Metrics, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = (object?)outcome.Error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw new RunLostException(run.Id);
        }
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<TrainingRun>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select {Columns} from training_run order by id desc limit $1");
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<TrainingRun?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select {Columns} from training_run where id = $1");
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    private static async Task<List<TrainingRun>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var runs = new List<TrainingRun>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            runs.Add(new TrainingRun
            {
                Id = reader.GetInt64(0),
                Trigger = reader.GetString(1),
                Reason = reader.GetString(2),
                State = reader.GetString(3),
                Stage = reader.GetString(4),
                Progress = reader.GetDouble(5),
                StartedAt = reader.GetFieldValue<DateTimeOffset>(6),
                FinishedAt = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
                ModelVersion = reader.IsDBNull(8) ? null : reader.GetString(8),
                DatasetHash = reader.IsDBNull(9) ? null : reader.GetString(9),
                Metrics = reader.IsDBNull(10) ? null : JsonSerializer.Deserialize<Dictionary<string, double>>(reader.GetString(10), JsonSerializerOptions.Web),
                Error = reader.IsDBNull(11) ? null : reader.GetString(11),
                DataFrom = reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12),
                DataTo = reader.IsDBNull(13) ? null : reader.GetFieldValue<DateTimeOffset>(13),
                Seed = reader.IsDBNull(14) ? null : reader.GetInt64(14),
                Parameters = reader.IsDBNull(15) ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(15), JsonSerializerOptions.Web),
                Attempt = reader.GetInt32(16),
                RetryOf = reader.IsDBNull(17) ? null : reader.GetInt64(17),
                Trainer = reader.IsDBNull(18) ? null : reader.GetString(18),
                Kind = reader.GetString(19),
            });
        }

        return runs;
    }
}
