using FeedbackLoop.Contracts.Retraining;
using Npgsql;

namespace FeedbackLoop.Retraining.Propensity;

/// <summary>position_bias in PostgreSQL: what SearchApi logs with each search from now on.</summary>
public sealed class PositionBiasStore(NpgsqlDataSource dataSource)
{
    public async Task SaveAsync(PositionBiasEstimate estimate, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            insert into position_bias (modality, propensities, method, searches, estimated_at) values ($1, $2, $3, $4, $5)
            on conflict (modality) do update set propensities = excluded.propensities, method = excluded.method,
                searches = excluded.searches, estimated_at = excluded.estimated_at
            """);
        command.Parameters.Add(new() { Value = estimate.Modality });
        command.Parameters.Add(new() { Value = estimate.Propensities });
        command.Parameters.Add(new() { Value = estimate.Method });
        command.Parameters.Add(new() { Value = estimate.Varied });
        command.Parameters.Add(new() { Value = at.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<PositionBias>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select modality, propensities, method, searches, estimated_at from position_bias order by modality");
        var all = new List<PositionBias>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(new PositionBias
            {
                Modality = reader.GetString(0),
                Propensities = reader.GetFieldValue<float[]>(1),
                Method = reader.GetString(2),
                Searches = reader.GetInt64(3),
                EstimatedAt = reader.GetFieldValue<DateTimeOffset>(4),
            });
        }

        return all;
    }

    /// <summary>Modality to propensities.</summary>
    public async Task<IReadOnlyDictionary<string, float[]>> CurvesAsync(CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).ToDictionary(bias => bias.Modality, bias => bias.Propensities.ToArray());
}
