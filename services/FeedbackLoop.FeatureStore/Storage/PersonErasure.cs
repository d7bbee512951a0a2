using FeedbackLoop.Contracts.Features;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Storage;

/// <summary>Removes one person from everything that FeatureStore keeps.</summary>
public static class PersonErasure
{
    public static async Task<ForgottenPerson> EraseAsync(NpgsqlDataSource dataSource, string personId, long events, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // The state row is what the follower locks: while it is held, no batch is under way.
        await StoreStateTable.LoadForUpdateAsync(transaction, cancellationToken);
        var models = new List<string>();
        await using (var learned = Command(
            """
            select distinct r.model_version from training_run r
            where r.model_version is not null and exists (
                select from training_example e
                where e.person_id = $1 and e.excluded is null and e.example_no <= r.last_example
                    and (r.data_from is null or e.served_at >= r.data_from) and (r.data_to is null or e.served_at <= r.data_to))
            order by 1
            """))
        {
            await using var row = await learned.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                models.Add(row.GetString(0));
            }
        }

        long searches = 0;
        foreach (var table in (string[])["served_search", "training_example"])
        {
            await using var delete = Command($"delete from {table} where person_id = $1");
            searches += await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var table in (string[])["early_feedback", "person_trust"])
        {
            await using var delete = Command($"delete from {table} where person_id = $1");
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new ForgottenPerson { Events = events, Searches = searches, ModelsThatLearned = models };

        NpgsqlCommand Command(string sql) => new(sql, connection, transaction) { Parameters = { new() { Value = personId } } };
    }
}
