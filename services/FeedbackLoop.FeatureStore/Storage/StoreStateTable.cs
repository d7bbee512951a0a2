using FeedbackLoop.FeatureStore.Feedback;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Storage;

/// <summary>Table feature_store_state: one row. Reading it locks it, so that two FeatureStores can never count at once.</summary>
public static class StoreStateTable
{
    public static async Task<StoreState> LoadForUpdateAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select log_time, next_example, events_counted from feature_store_state for update", transaction.Connection, transaction);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new StoreState
        {
            LogTime = new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(0), DateTimeKind.Utc), TimeSpan.Zero),
            NextExample = row.GetInt64(1),
            EventsCounted = row.GetInt64(2),
        };
    }

    public static async Task SaveAsync(NpgsqlTransaction transaction, StoreState state, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "update feature_store_state set log_time = $1, next_example = $2, events_counted = $3", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = state.LogTime.UtcDateTime }, new() { Value = state.NextExample }, new() { Value = state.EventsCounted } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
