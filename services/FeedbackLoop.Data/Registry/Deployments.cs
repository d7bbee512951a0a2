using FeedbackLoop.Contracts.Retraining;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.Data.Registry;

/// <summary>What serves, and every change of it. Each change is one transaction that holds the deployment's row, checks that it still is what the caller saw,
/// and raises the revision that SearchApi follows; two callers cannot both win.</summary>
public sealed class Deployments(NpgsqlDataSource dataSource)
{
    /// <summary>What serves now.</summary>
    public async Task<DeployedModels> ReadAsync(string kind = ModelKind.Ranker, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, null, kind, cancellationToken);
    }

    /// <summary>Puts a candidate into an experiment against the champion of its kind; the champions of other kinds serve in both arms.</summary>
    /// <returns>The experiment's id.</returns>
    /// <exception cref="RegistryConflictException">An experiment runs already, there is no champion, or the model is no candidate.</exception>
    public async Task<long> StartExperimentAsync(
        string challenger, string stage, double share, string salt, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        await ChangeAsync(await KindOfModelAsync(challenger, cancellationToken), async (deployed, transaction) =>
        {
            // The lock makes the question and the answer one step, whatever kinds two callers want to test.
            await ExecuteAsync(transaction, "lock table experiment in share row exclusive mode", cancellationToken);
            await using var running = Command(transaction, "select id from experiment where state = 'running'");
            if (await running.ExecuteScalarAsync(cancellationToken) is long other)
            {
                throw new RegistryConflictException($"Experiment {other} is running; one at a time.");
            }

            if (await SetStatusAsync(transaction, challenger, ModelStatus.Challenger, ModelStatus.Candidate, cancellationToken) == 0)
            {
                throw new RegistryConflictException($"{challenger} is no candidate.");
            }

            await using var insert = Command(transaction,
                """
                insert into experiment (kind, champion, challenger, state, stage, share, salt, started_at, stage_started_at)
                values ($1, $2, $3, 'running', $4, $5, $6, $7, $7) returning id
                """, deployed.Kind, deployed.Champion ?? throw new RegistryConflictException("There is no champion."), challenger, stage, share, salt, at.ToUniversalTime());
            var id = (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
            await UpdateAsync(transaction, deployed with { Challenger = challenger, ExperimentId = id, Share = share }, cancellationToken);
            return id;
        }, cancellationToken);

    /// <summary>Goes to the next stage or share of a running experiment.</summary>
    /// <exception cref="RegistryConflictException">The experiment has ended.</exception>
    public async Task ChangeStageAsync(long experimentId, string stage, double share, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        await ChangeAsync(await KindOfExperimentAsync(experimentId, cancellationToken), async (deployed, transaction) =>
        {
            EnsureRunning(deployed, experimentId);
            await ExecuteAsync(transaction, "update experiment set stage = $2, share = $3, stage_started_at = $4 where id = $1",
                cancellationToken, experimentId, stage, share, at.ToUniversalTime());
            await UpdateAsync(transaction, deployed with { Share = share }, cancellationToken);
            return 0;
        }, cancellationToken);

    /// <summary>Makes the challenger the champion and ends the experiment.</summary>
    /// <exception cref="RegistryConflictException">The experiment has ended.</exception>
    public async Task PromoteChallengerAsync(
        long experimentId, string reason, DateTimeOffset at, PromotionWatch? watch, CancellationToken cancellationToken = default) =>
        await ChangeAsync(await KindOfExperimentAsync(experimentId, cancellationToken), async (deployed, transaction) =>
        {
            EnsureRunning(deployed, experimentId);
            await EndAsync(transaction, experimentId, ExperimentState.Promoted, reason, at, cancellationToken);
            await MakeChampionAsync(transaction, deployed, deployed.Challenger!, ModelStatus.Retired, "promote", reason, at, watch, cancellationToken);
            return 0;
        }, cancellationToken);

    /// <summary>Ends a running experiment without a promotion; the champion stays.</summary>
    /// <param name="state">One of <see cref="ExperimentState"/>.</param>
    /// <param name="challengerStatus">What becomes of the challenger.</param>
    /// <exception cref="RegistryConflictException">The experiment has ended.</exception>
    public async Task EndExperimentAsync(
        long experimentId, string state, string challengerStatus, string reason, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        await ChangeAsync(await KindOfExperimentAsync(experimentId, cancellationToken), async (deployed, transaction) =>
        {
            EnsureRunning(deployed, experimentId);
            await EndAsync(transaction, experimentId, state, reason, at, cancellationToken);
            await SetStatusAsync(transaction, deployed.Challenger!, challengerStatus, null, cancellationToken);
            await UpdateAsync(transaction, deployed with { Challenger = null, ExperimentId = null, Share = 0 }, cancellationToken);
            return 0;
        }, cancellationToken);

    /// <summary>Makes a model the champion without an experiment, as an operator may; a running experiment ends as stopped.</summary>
    /// <exception cref="RegistryConflictException">There is no such model of this kind, or it serves already.</exception>
    public Task PromoteAsync(
        string version, string kind, string reason, DateTimeOffset at, PromotionWatch? watch, CancellationToken cancellationToken = default) =>
        ChangeAsync(kind, async (deployed, transaction) =>
        {
            if (deployed.Champion == version)
            {
                throw new RegistryConflictException($"{version} is the champion already.");
            }

            await using var exists = Command(transaction, "select count(*) from model_version where version = $1 and kind = $2", version, kind);
            if ((long)(await exists.ExecuteScalarAsync(cancellationToken))! == 0)
            {
                throw new RegistryConflictException($"There is no {kind} {version}.");
            }

            await StopExperimentOfAsync(transaction, deployed, reason, at, cancellationToken);
            await MakeChampionAsync(transaction, deployed, version, ModelStatus.Retired, "promote", reason, at, watch, cancellationToken);
            return 0;
        }, cancellationToken);

    /// <summary>Gives the place back to the champion before; the present one becomes rolled-back, a running experiment stopped.</summary>
    /// <param name="expectedChampion">When given: only if this one still serves.</param>
    /// <returns>The version that serves again.</returns>
    /// <exception cref="RegistryConflictException">There was no champion before, or another one serves meanwhile.</exception>
    public Task<string> RollBackAsync(
        string kind, string reason, DateTimeOffset at, string? expectedChampion = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(kind, async (deployed, transaction) =>
        {
            if (expectedChampion is not null && deployed.Champion != expectedChampion)
            {
                throw new RegistryConflictException($"{expectedChampion} is no longer the champion.");
            }

            await using var find = Command(transaction,
                """
                select from_version from deployment_change where kind = $1 and to_version = $2 and action = 'promote' order by id desc limit 1
                """, kind, deployed.Champion ?? "");
            var previous = await find.ExecuteScalarAsync(cancellationToken) as string
                ?? throw new RegistryConflictException($"No champion came before {deployed.Champion}: there is nothing to roll back to.");
            await StopExperimentOfAsync(transaction, deployed, reason, at, cancellationToken);
            await MakeChampionAsync(transaction, deployed, previous, ModelStatus.RolledBack, "roll-back", reason, at, null, cancellationToken);
            return previous;
        }, cancellationToken);

    /// <summary>The promotions that the guard still watches, at most one of a kind.</summary>
    public async Task<IReadOnlyList<DeploymentChange>> WatchedAsync(CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(
            """
            select id, kind, at, from_version, to_version, experiment_id, watch_until, baseline
            from deployment_change where watch = 'watching' order by id
            """);
        var watched = new List<DeploymentChange>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            watched.Add(new DeploymentChange
            {
                Id = reader.GetInt64(0),
                Kind = reader.GetString(1),
                At = reader.GetFieldValue<DateTimeOffset>(2),
                FromVersion = reader.IsDBNull(3) ? null : reader.GetString(3),
                ToVersion = reader.GetString(4),
                ExperimentId = reader.IsDBNull(5) ? null : reader.GetInt64(5),
                WatchUntil = reader.GetFieldValue<DateTimeOffset>(6),
                BaselineJson = reader.GetString(7),
            });
        }

        return watched;
    }

    /// <summary>Stores what the guard saw and, with <paramref name="watch"/> other than "watching", ends the watch.</summary>
    public async Task RecordWatchAsync(long changeId, string watch, string numbersJson, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand("update deployment_change set watch = $2, watch_numbers = $3::jsonb where id = $1");
        command.Parameters.Add(new() { Value = changeId });
        command.Parameters.Add(new() { Value = watch });
        command.Parameters.Add(new() { Value = numbersJson });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Every change of the champion, newest first; of all kinds that are tested in traffic with null.</summary>
    public async Task<IReadOnlyList<DeploymentRecord>> ChangesAsync(string? kind, int limit, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(
            """
            select at, from_version, to_version, action, reason, experiment_id, watch, kind
            from deployment_change where kind = $1 or ($1::text is null and kind in ('ranker', 'query-adapter')) order by id desc limit $2
            """);
        command.Parameters.Add(new() { Value = (object?)kind ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = limit });
        var changes = new List<DeploymentRecord>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Add(new DeploymentRecord
            {
                At = reader.GetFieldValue<DateTimeOffset>(0),
                From = reader.IsDBNull(1) ? null : reader.GetString(1),
                To = reader.GetString(2),
                Action = reader.GetString(3),
                Reason = reader.GetString(4),
                ExperimentId = reader.IsDBNull(5) ? null : reader.GetInt64(5),
                Watch = reader.IsDBNull(6) ? null : reader.GetString(6),
                Kind = reader.GetString(7),
            });
        }

        return changes;
    }

    private Task<string> KindOfModelAsync(string version, CancellationToken cancellationToken) =>
        KindAsync("select kind from model_version where version = $1", version, $"There is no model {version}.", cancellationToken);

    private Task<string> KindOfExperimentAsync(long id, CancellationToken cancellationToken) =>
        KindAsync("select kind from experiment where id = $1", id, $"There is no experiment {id}.", cancellationToken);

    private async Task<string> KindAsync(string sql, object of, string missing, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = of });
        return await command.ExecuteScalarAsync(cancellationToken) as string ?? throw new RegistryConflictException(missing);
    }

    private async Task<T> ChangeAsync<T>(string kind, Func<DeployedModels, NpgsqlTransaction, Task<T>> change, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await change(await ReadAsync(connection, transaction, kind, cancellationToken), transaction);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private static async Task<DeployedModels> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, string kind, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select d.kind, d.champion, d.challenger, d.experiment_id, e.stage, e.salt, d.share, d.revision
            from deployment d left join experiment e on e.id = d.experiment_id where d.kind = $1
            """ + (transaction is null ? "" : " for update of d"), connection, transaction);
        command.Parameters.Add(new() { Value = kind });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw new RegistryConflictException($"There is no deployment of kind {kind}.");
        }

        return new DeployedModels
        {
            Kind = reader.GetString(0),
            Champion = reader.IsDBNull(1) ? null : reader.GetString(1),
            Challenger = reader.IsDBNull(2) ? null : reader.GetString(2),
            ExperimentId = reader.IsDBNull(3) ? null : reader.GetInt64(3),
            Stage = reader.IsDBNull(4) ? null : reader.GetString(4),
            Salt = reader.IsDBNull(5) ? null : reader.GetString(5),
            Share = reader.GetDouble(6),
            Revision = reader.GetInt64(7),
        };
    }

    private static void EnsureRunning(DeployedModels deployed, long experimentId)
    {
        if (deployed.ExperimentId != experimentId)
        {
            throw new RegistryConflictException($"Experiment {experimentId} has ended.");
        }
    }

    private static async Task StopExperimentOfAsync(
        NpgsqlTransaction transaction, DeployedModels deployed, string reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (deployed.ExperimentId is { } running)
        {
            await EndAsync(transaction, running, ExperimentState.Stopped, reason, at, cancellationToken);
            await SetStatusAsync(transaction, deployed.Challenger!, ModelStatus.Retired, ModelStatus.Challenger, cancellationToken);
        }
    }

    private static async Task MakeChampionAsync(
        NpgsqlTransaction transaction, DeployedModels deployed, string version, string statusOfOld, string action, string reason,
        DateTimeOffset at, PromotionWatch? watch, CancellationToken cancellationToken)
    {
        if (deployed.Champion is not null)
        {
            await SetStatusAsync(transaction, deployed.Champion, statusOfOld, null, cancellationToken);
        }

        await SetStatusAsync(transaction, version, ModelStatus.Champion, null, cancellationToken);
        await ExecuteAsync(transaction, "update deployment_change set watch = 'ended' where kind = $1 and watch = 'watching'",
            cancellationToken, deployed.Kind);
        await using var log = Command(transaction,
            """
            insert into deployment_change (kind, at, from_version, to_version, action, reason, experiment_id, baseline, watch_until, watch)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, deployed.Kind, at.ToUniversalTime());
        log.Parameters.Add(new() { Value = (object?)deployed.Champion ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        log.Parameters.Add(new() { Value = version });
        log.Parameters.Add(new() { Value = action });
        log.Parameters.Add(new() { Value = reason });
        log.Parameters.Add(new() { Value = (object?)deployed.ExperimentId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        log.Parameters.Add(new() { Value = (object?)watch?.BaselineJson ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        log.Parameters.Add(new() { Value = (object?)watch?.Until.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        log.Parameters.Add(new() { Value = watch is null ? DBNull.Value : "watching", NpgsqlDbType = NpgsqlDbType.Text });
        await log.ExecuteNonQueryAsync(cancellationToken);
        await UpdateAsync(transaction, deployed with { Champion = version, Challenger = null, ExperimentId = null, Share = 0 }, cancellationToken);
    }

    private static Task EndAsync(
        NpgsqlTransaction transaction, long experimentId, string state, string reason, DateTimeOffset at, CancellationToken cancellationToken) =>
        ExecuteAsync(transaction, "update experiment set state = $2, reason = $3, ended_at = $4 where id = $1",
            cancellationToken, experimentId, state, reason, at.ToUniversalTime());

    private static async Task<int> SetStatusAsync(
        NpgsqlTransaction transaction, string version, string status, string? onlyFrom, CancellationToken cancellationToken)
    {
        await using var command = Command(transaction, "update model_version set status = $2 where version = $1 and ($3 = '' or status = $3)",
            version, status, onlyFrom ?? "");
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task UpdateAsync(NpgsqlTransaction transaction, DeployedModels deployed, CancellationToken cancellationToken)
    {
        await using var command = Command(transaction,
            "update deployment set champion = $2, challenger = $3, experiment_id = $4, share = $5, revision = revision + 1 where kind = $1", deployed.Kind);
        command.Parameters.Add(new() { Value = (object?)deployed.Champion ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)deployed.Challenger ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)deployed.ExperimentId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = deployed.Share });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(transaction, sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlTransaction transaction, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
