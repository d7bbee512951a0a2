using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FeedbackLoop.Data.Registry;
using Npgsql;

namespace FeedbackLoop.Retraining.Examples;

/// <summary>Reads closed searches. Features are megabytes where the rest is kilobytes, so they come only when asked for.</summary>
public sealed class ExampleReader(NpgsqlDataSource dataSource)
{
    private const string Columns =
        """
        example_no, search_id, person_id, query_key, modality, cohort, ranker_version, arm, experiment_id, served_at, item_ids, scores, propensities,
        swapped, teams, seen, clicked, dwell_ms, pogo, skipped, added, rating, grade, abandoned, weight, excluded,
        query, embedder_version, adapter_version, took_ms, vector_match
        """;

    /// <summary>What closed after the example of that number, in order of closing, excluded ones too.</summary>
    public IAsyncEnumerable<ClosedSearch> AfterAsync(long exampleNo, int limit, CancellationToken cancellationToken) =>
        ReadAsync("where example_no > $1 order by example_no limit $2", false, [exampleNo, limit], cancellationToken);

    /// <summary>The trusted searches of people in an experiment's present stage, in order of serving.</summary>
    public IAsyncEnumerable<ClosedSearch> OfExperimentAsync(long experimentId, DateTimeOffset since, bool features, CancellationToken cancellationToken) =>
        ReadAsync("where experiment_id = $1 and served_at >= $2 and person_id is not null and excluded is null order by served_at, search_id",
            features, [experimentId, since.ToUniversalTime()], cancellationToken);

    /// <summary>The newest trusted searches of people that one ranker, or one query adapter, answered alone, in order of serving.</summary>
    /// <param name="kind">One of <see cref="ModelKind"/>.</param>
    public IAsyncEnumerable<ClosedSearch> OfModelAsync(
        string kind, string version, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            $"""
            where example_no in (select example_no from training_example
                where {(kind == ModelKind.QueryAdapter ? "adapter_version" : "ranker_version")} = $1 and served_at >= $2 and served_at < $3 and arm <> 'interleaved' and person_id is not null and excluded is null
                order by served_at desc limit $4) order by served_at, search_id
            """, false, [version, from.ToUniversalTime(), to.ToUniversalTime(), limit], cancellationToken);

    /// <summary>The newest trusted searches before a moment, with features of one version, newest first.</summary>
    public IAsyncEnumerable<ClosedSearch> LatestAsync(DateTimeOffset before, int featureVersion, int limit, CancellationToken cancellationToken) =>
        ReadAsync("where served_at < $1 and feature_version = $2 and excluded is null and cardinality(item_ids) > 0 order by served_at desc, search_id limit $3",
            true, [before.ToUniversalTime(), featureVersion, limit], cancellationToken);

    /// <summary>The trusted searches of a window that showed something, with features of one version, in order of serving; the features stay behind.</summary>
    public IAsyncEnumerable<ClosedSearch> WindowAsync(DateTimeOffset from, DateTimeOffset to, int featureVersion, CancellationToken cancellationToken) =>
        ReadAsync(
            """
            where served_at >= $1 and served_at < $2 and feature_version = $3 and excluded is null and cardinality(item_ids) > 0
            order by served_at, search_id
            """, false, [from.ToUniversalTime(), to.ToUniversalTime(), featureVersion], cancellationToken);

    /// <summary>The trusted searches of a window by written or spoken words with which anything was done, in order of serving.</summary>
    public IAsyncEnumerable<ClosedSearch> OfWordsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ReadAsync(
            """
            where served_at >= $1 and served_at < $2 and modality in ('text', 'voice') and query <> '' and query_key not like 'item:%' and excluded is null
                and (true = any(clicked) or true = any(added) or true = any(ordered) or exists (select from unnest(rating) r where r <> 'NaN'))
            order by served_at, search_id
            """, false, [from.ToUniversalTime(), to.ToUniversalTime()], cancellationToken);

    /// <summary>These examples with their features, in order of serving.</summary>
    public IAsyncEnumerable<ClosedSearch> WithFeaturesAsync(long[] exampleNumbers, CancellationToken cancellationToken) =>
        ReadAsync("where example_no = any($1) order by served_at, search_id", true, [exampleNumbers], cancellationToken);

    private async IAsyncEnumerable<ClosedSearch> ReadAsync(
        string where, bool features, object[] values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select {Columns}{(features ? ", features" : "")} from training_example {where}");
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return Read(reader, features);
        }
    }

    private static ClosedSearch Read(NpgsqlDataReader reader, bool features) => new()
    {
        ExampleNo = reader.GetInt64(0),
        SearchId = reader.GetString(1),
        PersonId = reader.IsDBNull(2) ? null : reader.GetString(2),
        QueryKey = reader.GetString(3),
        Modality = reader.GetString(4),
        Cohort = reader.GetString(5),
        RankerVersion = reader.GetString(6),
        Arm = reader.GetString(7),
        ExperimentId = reader.IsDBNull(8) ? null : reader.GetInt64(8),
        ServedAt = reader.GetFieldValue<DateTimeOffset>(9),
        ItemIds = reader.GetFieldValue<string[]>(10),
        Scores = reader.GetFieldValue<float[]>(11),
        Propensities = reader.GetFieldValue<float[]>(12),
        Swapped = reader.IsDBNull(13) ? null : reader.GetFieldValue<int[]>(13),
        Teams = reader.IsDBNull(14) ? null : reader.GetFieldValue<int[]>(14),
        Seen = reader.GetFieldValue<bool[]>(15),
        Clicked = reader.GetFieldValue<bool[]>(16),
        DwellMs = reader.GetFieldValue<int[]>(17),
        Pogo = reader.GetFieldValue<bool[]>(18),
        Skipped = reader.GetFieldValue<bool[]>(19),
        Added = reader.GetFieldValue<bool[]>(20),
        Rating = reader.GetFieldValue<float[]>(21),
        Grade = reader.GetFieldValue<float[]>(22),
        Abandoned = reader.GetBoolean(23),
        Weight = reader.GetFloat(24),
        Excluded = reader.IsDBNull(25) ? null : reader.GetString(25),
        Query = reader.GetString(26),
        EmbedderVersion = reader.GetString(27),
        AdapterVersion = reader.GetString(28),
        TookMs = reader.IsDBNull(29) ? null : reader.GetFloat(29),
        VectorMatch = reader.IsDBNull(30) ? null : reader.GetFloat(30),
        // Little-endian float32 by contract; all platforms of .NET that this runs on are little-endian too.
        Features = features ? MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(31)).ToArray() : [],
    };
}
