using System.Text.Json;
using FeedbackLoop.Contracts.Retraining;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.Retraining.Experiments;

/// <summary>Experiments and their looks in PostgreSQL.</summary>
public sealed class ExperimentStore(NpgsqlDataSource dataSource)
{
    private const string Query =
        """
        select e.id, e.champion, e.challenger, e.state, e.stage, e.share, e.started_at, e.stage_started_at, e.ended_at, e.reason, e.kind,
            coalesce((select array_agg(l.numbers::text order by l.at) from experiment_look l where l.experiment_id = e.id), '{}')
        from experiment e
        """;

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Experiment>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Query} order by e.id desc limit $1");
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<Experiment?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Query} where e.id = $1");
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Null while none runs.</summary>
    public async Task<Experiment?> RunningAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Query} where e.state = 'running'");
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    public async Task AddLookAsync(long experimentId, ExperimentLook look, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "insert into experiment_look (experiment_id, at, numbers, decision) values ($1, $2, $3, $4) on conflict do nothing");
        command.Parameters.Add(new() { Value = experimentId });
        command.Parameters.Add(new() { Value = look.At.ToUniversalTime() });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(look, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = look.Decision });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<Experiment>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var experiments = new List<Experiment>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            experiments.Add(new Experiment
            {
                Id = reader.GetInt64(0),
                Champion = reader.GetString(1),
                Challenger = reader.GetString(2),
                State = reader.GetString(3),
                Stage = reader.GetString(4),
                Share = reader.GetDouble(5),
                StartedAt = reader.GetFieldValue<DateTimeOffset>(6),
                StageStartedAt = reader.GetFieldValue<DateTimeOffset>(7),
                EndedAt = reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8),
                Reason = reader.IsDBNull(9) ? null : reader.GetString(9),
                Kind = reader.GetString(10),
                Looks = [.. reader.GetFieldValue<string[]>(11).Select(look => JsonSerializer.Deserialize<ExperimentLook>(look, JsonSerializerOptions.Web)!)],
            });
        }

        return experiments;
    }
}
