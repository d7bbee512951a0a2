using Npgsql;

namespace FeedbackLoop.DbManager.Import;

/// <summary>The rows of catalog_import: which job is next, how far it is.</summary>
internal sealed class ImportJobs(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>The oldest job that is not finished; a job that a kill interrupted comes first, because it is older.</summary>
    public async Task<ImportJob?> NextAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select id, source, mode = 'full', archive is not null, state, line_done from catalog_import where state not in ('done', 'failed') order by id limit 1");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetString(4), reader.GetInt32(5))
            : null;
    }

    /// <summary>Queues a folder unless the same is queued or running already.</summary>
    public async Task EnqueueFolderAsync(string folder, string mode, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            insert into catalog_import (source, mode, created_at)
            select $1, $2, $3 where not exists (select from catalog_import where source = $1 and state not in ('done', 'failed'))
            """);
        command.Parameters.Add(new() { Value = folder });
        command.Parameters.Add(new() { Value = mode });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>No item was ever imported, and no import is under way.</summary>
    public async Task<bool> IsUntouchedAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select not exists (select from item) and not exists (select from catalog_import where state <> 'failed')");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The uploaded zip.</summary>
    public async Task<byte[]> ReadArchiveAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select archive from catalog_import where id = $1");
        command.Parameters.Add(new() { Value = id });
        return (byte[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task ReportAsync(long id, string state, double progress, CancellationToken cancellationToken, int pictures = 0)
    {
        await using var command = dataSource.CreateCommand(
            "update catalog_import set state = $2, progress = greatest(progress, $3), pictures_done = pictures_done + $4 where id = $1");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = progress });
        command.Parameters.Add(new() { Value = pictures });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends a job; an archive is not kept longer than it is needed.</summary>
    public async Task FinishAsync(long id, string? error, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            update catalog_import set state = $2, progress = case when $3::text is null then 1 else progress end, error = $3, finished_at = $4, archive = null
            where id = $1
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = error is null ? ImportState.Done : ImportState.Failed });
        command.Parameters.Add(new() { Value = (object?)error ?? DBNull.Value });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
