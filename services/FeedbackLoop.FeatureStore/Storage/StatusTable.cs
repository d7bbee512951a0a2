using FeedbackLoop.Contracts.Features;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Storage;

/// <summary>The numbers of GET /api/features/status.</summary>
public static class StatusTable
{
    public static async Task<FeatureStoreStatus> LoadAsync(NpgsqlDataSource dataSource, long position, long lag, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var excluded = new Dictionary<string, long>();
        await using (var command = new NpgsqlCommand(
            "select excluded, count(*) from training_example where excluded is not null group by 1 order by 1", connection))
        {
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                excluded[row.GetString(0)] = row.GetInt64(1);
            }
        }

        await using var counts = new NpgsqlCommand(
            """
            select (select count(*) from served_search), next_example - 1, events_counted, (select count(*) from feature where scope = '')
            from feature_store_state
            """, connection);
        await using var one = await counts.ExecuteReaderAsync(cancellationToken);
        await one.ReadAsync(cancellationToken);
        return new FeatureStoreStatus
        {
            Position = position,
            Lag = lag,
            SearchesOpen = one.GetInt64(0),
            Examples = one.GetInt64(1),
            EventsCounted = one.GetInt64(2),
            ItemsWithFeedback = one.GetInt64(3),
            Excluded = excluded,
        };
    }
}
