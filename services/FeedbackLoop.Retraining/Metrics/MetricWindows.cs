using System.Text.Json;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Retraining.Examples;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.Retraining.Metrics;

/// <summary>Keeps metric_window up to date: each closed search is counted once, because the number of the last counted one is committed with the sums.</summary>
public sealed class MetricWindows(NpgsqlDataSource dataSource, ExampleReader examples, IOptions<RetrainingOptions> options)
{
    public const string All = "all";
    private readonly MetricOptions _options = options.Value.Metrics;

    /// <summary>Counts what closed since the last call.</summary>
    /// <returns>How many searches were counted.</returns>
    public async Task<int> UpdateAsync(CancellationToken cancellationToken)
    {
        var counted = 0;
        while (true)
        {
            var batch = await CountBatchAsync(cancellationToken);
            counted += batch;
            if (batch < _options.BatchSize)
            {
                return counted;
            }
        }
    }

    /// <summary>Windows that overlap [from, to), oldest first; modality or cohort null means each of them, "all" their sum.</summary>
    public async Task<IReadOnlyList<MetricWindow>> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, string? modality, string? cohort, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            select window_from, window_to, modality, cohort, metrics from metric_window
            where window_to > $1 and window_from < $2 and ($3::text is null or modality = $3) and ($4::text is null or cohort = $4)
            order by window_from, modality, cohort
            """);
        command.Parameters.Add(new() { Value = from.ToUniversalTime() });
        command.Parameters.Add(new() { Value = to.ToUniversalTime() });
        command.Parameters.Add(new() { Value = (object?)modality ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)cohort ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        var windows = new List<MetricWindow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            windows.Add(Parse(reader.GetString(4)).ToWindow(
                reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3)));
        }

        return windows;
    }

    /// <summary>The newest windows over all modalities and cohorts that have ended and settled, oldest first, with the weight of their preference pairs.</summary>
    public async Task<IReadOnlyList<(MetricWindow Window, double Pairs)>> SettledAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            select window_from, window_to, metrics from metric_window
            where modality = 'all' and cohort = 'all' and window_to <= $1 order by window_from desc limit $2
            """);
        command.Parameters.Add(new() { Value = (now - _options.Settle).ToUniversalTime() });
        command.Parameters.Add(new() { Value = limit });
        var windows = new List<(MetricWindow, double)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var sums = Parse(reader.GetString(2));
            windows.Add((sums.ToWindow(reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1), All, All), sums.Pairs));
        }

        windows.Reverse();
        return windows;
    }

    private async Task<int> CountBatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var after = await ProgressAsync(transaction, cancellationToken);
        if (after is null)
        {
            return 0;
        }

        var sums = new SortedDictionary<(DateTimeOffset From, string Modality, string Cohort), MetricSums>();
        ClosedSearch? last = null;
        var count = 0;
        await foreach (var search in examples.AfterAsync(after.Value, _options.BatchSize, cancellationToken))
        {
            last = search;
            count++;
            if (search.Excluded is null)
            {
                Add(sums, search);
            }
        }

        if (last is null)
        {
            return 0;
        }

        foreach (var ((from, modality, cohort), added) in sums)
        {
            await SaveAsync(transaction, from, modality, cohort, added, cancellationToken);
        }

        await using var progress = new NpgsqlCommand("update metric_progress set example_no = $1, search_id = $2", connection, transaction)
        {
            Parameters = { new() { Value = last.ExampleNo }, new() { Value = last.SearchId } },
        };
        await progress.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    private void Add(SortedDictionary<(DateTimeOffset, string, string), MetricSums> sums, ClosedSearch search)
    {
        var from = WindowStart(search.ServedAt, _options.Window);
        var own = MetricSums.Of(search, _options.PropensityFloor);
        foreach (var modality in new[] { search.Modality, All }.Distinct())
        {
            foreach (var cohort in new[] { search.Cohort, All }.Distinct())
            {
                var key = (from, modality, cohort);
                sums[key] = sums.TryGetValue(key, out var sum) ? sum + own : own;
            }
        }
    }

    /// <summary>Start of the window of that length, counted from 0001-01-01, that contains a moment.</summary>
    public static DateTimeOffset WindowStart(DateTimeOffset at, TimeSpan window) => new(at.UtcTicks - at.UtcTicks % window.Ticks, TimeSpan.Zero);

    /// <summary>Number of the last counted example, 0 to count from the start, null while FeatureStore builds the examples again.
    /// Holds the row, so that two replicas cannot count the same example.</summary>
    private async Task<long?> ProgressAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using (var create = new NpgsqlCommand(
            "insert into metric_progress (example_no, window_seconds) values (0, $1) on conflict do nothing", transaction.Connection, transaction))
        {
            create.Parameters.Add(new() { Value = _options.Window.TotalSeconds });
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        long done;
        bool otherWindow, rebuilt, rebuilding;
        await using (var read = new NpgsqlCommand(
            """
            select p.example_no, p.window_seconds <> $1, t.search_id is distinct from p.search_id and t.search_id is not null,
                p.example_no > coalesce((select max(example_no) from training_example), 0)
            from metric_progress p left join training_example t on t.example_no = p.example_no for update of p
            """, transaction.Connection, transaction))
        {
            read.Parameters.Add(new() { Value = _options.Window.TotalSeconds });
            await using var reader = await read.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            (done, otherWindow, rebuilt, rebuilding) = (reader.GetInt64(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3));
        }

        if (otherWindow || rebuilt)
        {
            // Windows of another length, or examples that are others than those counted: count again from the start.
            await using var restart = new NpgsqlCommand(
                "delete from metric_window; update metric_progress set example_no = 0, search_id = null, window_seconds = "
                + _options.Window.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture), transaction.Connection, transaction);
            await restart.ExecuteNonQueryAsync(cancellationToken);
            return 0;
        }

        return rebuilding ? null : done;
    }

    private async Task SaveAsync(
        NpgsqlTransaction transaction, DateTimeOffset from, string modality, string cohort, MetricSums added, CancellationToken cancellationToken)
    {
        var sum = added;
        await using (var read = new NpgsqlCommand(
            "select metrics from metric_window where window_from = $1 and modality = $2 and cohort = $3", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = from }, new() { Value = modality }, new() { Value = cohort } },
        })
        {
            if (await read.ExecuteScalarAsync(cancellationToken) is string stored)
            {
                sum += Parse(stored);
            }
        }

        await using var save = new NpgsqlCommand(
            """
            insert into metric_window (window_from, window_to, modality, cohort, metrics) values ($1, $2, $3, $4, $5)
            on conflict (window_from, modality, cohort) do update set metrics = excluded.metrics
            """, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = from },
                new() { Value = from + _options.Window },
                new() { Value = modality },
                new() { Value = cohort },
                new() { Value = JsonSerializer.Serialize(sum, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        await save.ExecuteNonQueryAsync(cancellationToken);
    }

    private static MetricSums Parse(string json) => JsonSerializer.Deserialize<MetricSums>(json, JsonSerializerOptions.Web)!;
}
