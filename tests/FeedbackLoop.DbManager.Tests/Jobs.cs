using System.Diagnostics;
using FeedbackLoop.Contracts.Catalog;
using Npgsql;

namespace FeedbackLoop.DbManager.Tests;

/// <summary>What the tables say about an import job.</summary>
internal static class Jobs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    public static async Task<CatalogImportStatus> WaitAsync(NpgsqlDataSource dataSource, long id)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var status = await FindAsync(dataSource, id);
            if (status?.State is "done" or "failed")
            {
                return status;
            }
            Assert.True(waited.Elapsed < Patience, $"Import {id} is still {status?.State} at {status?.Progress:P0} after {Patience.TotalSeconds} s");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<CatalogImportStatus?> FindAsync(NpgsqlDataSource dataSource, long id)
    {
        var errors = new List<CatalogImportError>();
        await using (var command = dataSource.CreateCommand("select line, item_id, reason from catalog_import_error where import_id = $1 order by line"))
        {
            command.Parameters.Add(new() { Value = id });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                errors.Add(new(reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2)));
            }
        }
        await using var find = dataSource.CreateCommand(
            "select state, source, rows_read, items_upserted, items_unchanged, items_deleted, rows_refused, pictures_done, progress, created_at, finished_at, error from catalog_import where id = $1");
        find.Parameters.Add(new() { Value = id });
        await using var row = await find.ExecuteReaderAsync();
        return !await row.ReadAsync() ? null : new CatalogImportStatus
        {
            Id = id,
            State = row.GetString(0),
            Source = row.GetString(1),
            RowsRead = row.GetInt32(2),
            ItemsUpserted = row.GetInt32(3),
            ItemsUnchanged = row.GetInt32(4),
            ItemsDeleted = row.GetInt32(5),
            RowsRefused = row.GetInt32(6),
            PicturesDone = row.GetInt32(7),
            Progress = row.GetDouble(8),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(9),
            FinishedAt = row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
            Error = row.IsDBNull(11) ? null : row.GetString(11),
            Errors = errors,
        };
    }

    public static async Task<T> QueryAsync<T>(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
