using FeedbackLoop.FeatureStore.Following;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Storage;

/// <summary>Puts FeatureStore back to the beginning of the log.</summary>
public static class Rebuild
{
    public static async Task StartAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await StoreStateTable.LoadForUpdateAsync(transaction, cancellationToken);
        await using var clear = new NpgsqlCommand(
            $"""
            delete from served_search;
            delete from training_example;
            delete from feature;
            delete from person_trust;
            delete from early_feedback;
            delete from log_consumer where consumer = '{BatchCounter.Consumer}';
            update feature_store_state set log_time = '-infinity', next_example = 1, events_counted = 0;
            """, connection, transaction);
        await clear.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
