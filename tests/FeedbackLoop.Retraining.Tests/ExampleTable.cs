using System.Runtime.InteropServices;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Retraining.Examples;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.Retraining.Tests;

/// <summary>Writes closed searches as FeatureStore does.</summary>
internal static class ExampleTable
{
    public static async Task InsertAsync(NpgsqlDataSource dataSource, IEnumerable<ClosedSearch> searches)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy training_example (example_no, search_id, person_id, query, query_key, modality, cohort, ranker_version, embedder_version, arm, experiment_id,
                served_at, last_event_at, closed_at, item_ids, scores, propensities, features, feature_version, swapped, teams, seen, clicked, click_at,
                dwell_ms, pogo, skipped, added, ordered, rating, page_dwell_ms, grade, abandoned, weight, excluded) from stdin (format binary)
            """);
        foreach (var search in searches)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(search.ExampleNo, NpgsqlDbType.Bigint);
            await copy.WriteAsync(search.SearchId, NpgsqlDbType.Text);
            await WriteAsync(copy, search.PersonId, NpgsqlDbType.Text);
            await copy.WriteAsync(search.QueryKey, NpgsqlDbType.Text);
            await copy.WriteAsync(search.QueryKey, NpgsqlDbType.Text);
            await copy.WriteAsync(search.Modality, NpgsqlDbType.Text);
            await copy.WriteAsync(search.Cohort, NpgsqlDbType.Text);
            await copy.WriteAsync(search.RankerVersion, NpgsqlDbType.Text);
            await copy.WriteAsync("e1", NpgsqlDbType.Text);
            await copy.WriteAsync(search.Arm, NpgsqlDbType.Text);
            await WriteAsync(copy, search.ExperimentId, NpgsqlDbType.Bigint);
            await copy.WriteAsync(search.ServedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(search.ServedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(search.ServedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(search.ItemIds, NpgsqlDbType.Array | NpgsqlDbType.Text);
            await copy.WriteAsync(search.Scores, NpgsqlDbType.Array | NpgsqlDbType.Real);
            await copy.WriteAsync(search.Propensities, NpgsqlDbType.Array | NpgsqlDbType.Real);
            await copy.WriteAsync(MemoryMarshal.AsBytes<float>(search.Features).ToArray(), NpgsqlDbType.Bytea);
            await copy.WriteAsync(RankingFeatures.Version, NpgsqlDbType.Integer);
            await WriteAsync(copy, search.Swapped, NpgsqlDbType.Array | NpgsqlDbType.Integer);
            await WriteAsync(copy, search.Teams, NpgsqlDbType.Array | NpgsqlDbType.Integer);
            await copy.WriteAsync(search.Seen, NpgsqlDbType.Array | NpgsqlDbType.Boolean);
            await copy.WriteAsync(search.Clicked, NpgsqlDbType.Array | NpgsqlDbType.Boolean);
            await copy.WriteAsync(search.Clicked.Select(c => c ? search.ServedAt.UtcDateTime : (DateTime?)null).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(search.DwellMs, NpgsqlDbType.Array | NpgsqlDbType.Integer);
            await copy.WriteAsync(search.Pogo, NpgsqlDbType.Array | NpgsqlDbType.Boolean);
            await copy.WriteAsync(search.Skipped, NpgsqlDbType.Array | NpgsqlDbType.Boolean);
            await copy.WriteAsync(search.Added, NpgsqlDbType.Array | NpgsqlDbType.Boolean);
            await copy.WriteAsync(new bool[search.ItemIds.Length], NpgsqlDbType.Array | NpgsqlDbType.Boolean);
            await copy.WriteAsync(search.Rating, NpgsqlDbType.Array | NpgsqlDbType.Real);
            await copy.WriteAsync(0, NpgsqlDbType.Integer);
            await copy.WriteAsync(search.Grade, NpgsqlDbType.Array | NpgsqlDbType.Real);
            await copy.WriteAsync(search.Abandoned, NpgsqlDbType.Boolean);
            await copy.WriteAsync(search.Weight, NpgsqlDbType.Real);
            await WriteAsync(copy, search.Excluded, NpgsqlDbType.Text);
        }

        await copy.CompleteAsync();
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type) =>
        value is null ? copy.WriteNullAsync() : copy.WriteAsync<object>(value, type);
}
