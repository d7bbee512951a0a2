using FeedbackLoop.Contracts.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.Data.Catalog;

/// <summary>The import jobs: one side queues and watches them, db-manager works them off.</summary>
public sealed class CatalogImports(NpgsqlDataSource dataSource)
{
    private const string Columns =
        """
        select id, state, source, rows_read, items_upserted, items_unchanged, items_deleted, rows_refused, pictures_done, progress,
               created_at, finished_at, error
        from catalog_import
        """;

    /// <summary>Queues a job and returns its id.</summary>
    /// <param name="source">The folder, or the name under which an archive was sent.</param>
    /// <param name="mode">full or upsert.</param>
    /// <param name="archive">The zip's bytes; null for a folder.</param>
    public async Task<long> EnqueueAsync(string source, string mode, byte[]? archive, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "insert into catalog_import (source, mode, archive, created_at) values ($1, $2, $3, $4) returning id");
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = mode });
        command.Parameters.Add(new() { Value = (object?)archive ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new() { Value = now });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>One job with its first 1,000 refused rows; null when there is none of that id.</summary>
    public async Task<CatalogImportStatus?> FindAsync(long id, CancellationToken cancellationToken)
    {
        CatalogImportStatus? status = null;
        await using (var command = dataSource.CreateCommand(Columns + " where id = $1"))
        {
            command.Parameters.Add(new() { Value = id });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                status = Read(reader);
            }
        }

        return status is null ? null : status with { Errors = await ErrorsAsync(id, cancellationToken) };
    }

    /// <summary>The newest jobs, newest first.</summary>
    public async Task<IReadOnlyList<CatalogImportStatus>> ListAsync(int take, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Columns + " order by id desc limit $1");
        command.Parameters.Add(new() { Value = take });
        var jobs = new List<CatalogImportStatus>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            jobs.Add(Read(reader));
        }

        return jobs;
    }

    private async Task<IReadOnlyList<CatalogImportError>> ErrorsAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select line, item_id, reason from catalog_import_error where import_id = $1 order by line limit 1000");
        command.Parameters.Add(new() { Value = id });
        var errors = new List<CatalogImportError>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            errors.Add(new(reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2)));
        }

        return errors;
    }

    private static CatalogImportStatus Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        State = reader.GetString(1),
        Source = reader.GetString(2),
        RowsRead = reader.GetInt32(3),
        ItemsUpserted = reader.GetInt32(4),
        ItemsUnchanged = reader.GetInt32(5),
        ItemsDeleted = reader.GetInt32(6),
        RowsRefused = reader.GetInt32(7),
        PicturesDone = reader.GetInt32(8),
        Progress = reader.GetDouble(9),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(10),
        FinishedAt = reader.IsDBNull(11) ? null : reader.GetFieldValue<DateTimeOffset>(11),
        Error = reader.IsDBNull(12) ? null : reader.GetString(12),
    };
}
