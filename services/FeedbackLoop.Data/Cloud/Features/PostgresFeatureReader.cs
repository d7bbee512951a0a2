using FeedbackLoop.Contracts.Features;
using Npgsql;

namespace FeedbackLoop.Data.Features;

/// <summary>The online features straight from their table: one query per search. Slower than a cache, never older than it.</summary>
internal sealed class PostgresFeatureReader(NpgsqlDataSource dataSource) : IFeatureCache
{
    public async ValueTask GetAsync(
        IReadOnlyList<string> scopes, IReadOnlyList<string> itemIds, Memory<FeatureCounters?> found, CancellationToken cancellationToken = default)
    {
        FeatureMatrix.ThrowIfTooSmall(scopes, itemIds, found);
        var scopeOf = FeatureMatrix.Places(scopes);
        var itemOf = FeatureMatrix.Places(itemIds);
        found.Span[..(scopes.Count * itemIds.Count)].Clear();
        await using var command = dataSource.CreateCommand($"select {FeatureRow.Columns} from feature where scope = any($1) and item_id = any($2)");
        command.Parameters.Add(new() { Value = scopes.ToArray() });
        command.Parameters.Add(new() { Value = itemIds.ToArray() });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var counters = FeatureRow.Read(row);
            found.Span[(scopeOf[counters.Scope] * itemIds.Count) + itemOf[counters.ItemId]] = counters;
        }
    }
}
