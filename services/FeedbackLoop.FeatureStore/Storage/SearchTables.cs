using FeedbackLoop.Contracts.Events;
using FeedbackLoop.FeatureStore.Feedback;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.FeatureStore.Storage;

/// <summary>Tables served_search (open) and training_example (closed). A changed row is written anew: deleted and copied in.</summary>
public static class SearchTables
{
    private const string SharedColumns =
        """
        search_id, person_id, query, query_key, modality, cohort, ranker_version, embedder_version, arm, experiment_id, served_at,
        last_event_at, item_ids, scores, propensities, features, feature_version, swapped, teams, seen, click_at, dwell_ms, added, ordered,
        rating, page_dwell_ms, adapter_version, took_ms, vector_match
        """;

    private const string ExampleColumns =
        SharedColumns + ", example_no, closed_at, clicked, pogo, skipped, grade, abandoned, weight, excluded";

    /// <summary>The named searches, open or closed, and all open ones that nothing was heard of since <paramref name="silentSince"/>.</summary>
    public static async Task<List<SearchState>> LoadAsync(
        NpgsqlTransaction transaction, string[] searchIds, DateTimeOffset silentSince, CancellationToken cancellationToken)
    {
        var searches = new List<SearchState>();
        await using (var open = new NpgsqlCommand(
            $"select {SharedColumns} from served_search where search_id = any($1) or last_event_at <= $2", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = searchIds }, new() { Value = silentSince.UtcDateTime } },
        })
        {
            await using var reader = await open.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                searches.Add(Read(reader));
            }
        }

        var found = searches.Select(s => s.Served.SearchId).ToHashSet(StringComparer.Ordinal);
        var missing = searchIds.Where(id => !found.Contains(id)).ToArray();
        if (missing.Length == 0)
        {
            return searches;
        }

        await using var closed = new NpgsqlCommand(
            $"select {SharedColumns}, example_no, closed_at, excluded, weight from training_example where search_id = any($1)", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = missing } },
        };
        await using var examples = await closed.ExecuteReaderAsync(cancellationToken);
        while (await examples.ReadAsync(cancellationToken))
        {
            var search = Read(examples);
            search.Closed = new ClosedSearch(examples.GetInt64(29), Time(examples, 30), Maybe<string>(examples, 31), examples.GetFloat(32));
            searches.Add(search);
        }

        return searches;
    }

    public static async Task SaveAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<SearchState> changed, TimeSpan pogoUnder, CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
        {
            return;
        }

        var connection = transaction.Connection!;
        var ids = changed.Select(s => s.Served.SearchId).ToArray();
        foreach (var table in (string[])["served_search", "training_example"])
        {
            await using var delete = new NpgsqlCommand($"delete from {table} where search_id = any($1)", connection, transaction)
            {
                Parameters = { new() { Value = ids } },
            };
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(
            $"copy served_search ({SharedColumns}) from stdin (format binary)", cancellationToken))
        {
            foreach (var search in changed.Where(s => s.Closed is null))
            {
                await copy.StartRowAsync(cancellationToken);
                await WriteSharedAsync(copy, search, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(
            $"copy training_example ({ExampleColumns}) from stdin (format binary)", cancellationToken))
        {
            foreach (var search in changed.Where(s => s.Closed is not null).OrderBy(s => s.Closed!.ExampleNo))
            {
                await copy.StartRowAsync(cancellationToken);
                await WriteSharedAsync(copy, search, cancellationToken);
                await WriteClosedAsync(copy, search, ImplicitSignals.Of(search, pogoUnder), cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }
    }

    private static async Task WriteSharedAsync(NpgsqlBinaryImporter copy, SearchState search, CancellationToken cancellationToken)
    {
        var served = search.Served;
        await copy.WriteAsync(served.SearchId, NpgsqlDbType.Text, cancellationToken);
        await WriteTextAsync(copy, served.PersonId, cancellationToken);
        await copy.WriteAsync(served.Query, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(served.QueryKey, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(served.Modality, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(served.Cohort, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(served.RankerVersion, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(served.EmbedderVersion, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(served.Arm, NpgsqlDbType.Text, cancellationToken);
        if (served.ExperimentId is { } experiment)
        {
            await copy.WriteAsync(experiment, NpgsqlDbType.Bigint, cancellationToken);
        }
        else
        {
            await copy.WriteNullAsync(cancellationToken);
        }

        await copy.WriteAsync(served.ServedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(search.LastEventAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(served.ItemIds, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(served.Scores, NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
        await copy.WriteAsync(served.Propensities, NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
        await copy.WriteAsync(served.Features, NpgsqlDbType.Bytea, cancellationToken);
        await copy.WriteAsync(served.FeatureVersion, NpgsqlDbType.Integer, cancellationToken);
        await WriteIntegersAsync(copy, served.Swapped, cancellationToken);
        await WriteIntegersAsync(copy, served.Teams, cancellationToken);
        await copy.WriteAsync(search.Seen, NpgsqlDbType.Array | NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(search.ClickAt, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(search.DwellMs, NpgsqlDbType.Array | NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(search.Added, NpgsqlDbType.Array | NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(search.Ordered, NpgsqlDbType.Array | NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(search.Rating, NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
        await copy.WriteAsync(search.PageDwellMs, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(served.AdapterVersion, NpgsqlDbType.Text, cancellationToken);
        await WriteRealAsync(copy, served.TookMs, cancellationToken);
        await WriteRealAsync(copy, served.VectorMatch, cancellationToken);
    }

    private static async Task WriteClosedAsync(NpgsqlBinaryImporter copy, SearchState search, ImplicitSignals signals, CancellationToken cancellationToken)
    {
        var closed = search.Closed!;
        await copy.WriteAsync(closed.ExampleNo, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(closed.ClosedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(search.ClickAt.Select(c => c is not null).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(signals.Pogo, NpgsqlDbType.Array | NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(signals.Skipped, NpgsqlDbType.Array | NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(signals.Grade, NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
        await copy.WriteAsync(signals.Abandoned, NpgsqlDbType.Boolean, cancellationToken);
        await copy.WriteAsync(closed.Weight, NpgsqlDbType.Real, cancellationToken);
        await WriteTextAsync(copy, closed.Excluded, cancellationToken);
    }

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? value, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);

    private static Task WriteIntegersAsync(NpgsqlBinaryImporter copy, int[]? value, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Array | NpgsqlDbType.Integer, cancellationToken);

    private static Task WriteRealAsync(NpgsqlBinaryImporter copy, float? value, CancellationToken cancellationToken) =>
        value is { } number ? copy.WriteAsync(number, NpgsqlDbType.Real, cancellationToken) : copy.WriteNullAsync(cancellationToken);

    private static SearchState Read(NpgsqlDataReader row) => new()
    {
        Served = new SearchServed
        {
            SearchId = row.GetString(0),
            PersonId = Maybe<string>(row, 1),
            Query = row.GetString(2),
            QueryKey = row.GetString(3),
            Modality = row.GetString(4),
            Cohort = row.GetString(5),
            RankerVersion = row.GetString(6),
            EmbedderVersion = row.GetString(7),
            Arm = row.GetString(8),
            ExperimentId = row.IsDBNull(9) ? null : row.GetInt64(9),
            ServedAt = Time(row, 10),
            ItemIds = row.GetFieldValue<string[]>(12),
            Scores = row.GetFieldValue<float[]>(13),
            Propensities = row.GetFieldValue<float[]>(14),
            Features = row.GetFieldValue<byte[]>(15),
            FeatureVersion = row.GetInt32(16),
            Swapped = Maybe<int[]>(row, 17),
            Teams = Maybe<int[]>(row, 18),
            AdapterVersion = row.GetString(26),
            TookMs = row.IsDBNull(27) ? null : row.GetFloat(27),
            VectorMatch = row.IsDBNull(28) ? null : row.GetFloat(28),
        },
        LastEventAt = Time(row, 11),
        Seen = row.GetFieldValue<bool[]>(19),
        ClickAt = row.GetFieldValue<DateTime?[]>(20),
        DwellMs = row.GetFieldValue<int[]>(21),
        Added = row.GetFieldValue<bool[]>(22),
        Ordered = row.GetFieldValue<bool[]>(23),
        Rating = row.GetFieldValue<float[]>(24),
        PageDwellMs = row.GetInt32(25),
    };

    private static DateTimeOffset Time(NpgsqlDataReader row, int column) => new(row.GetDateTime(column), TimeSpan.Zero);

    private static T? Maybe<T>(NpgsqlDataReader row, int column)
        where T : class => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
