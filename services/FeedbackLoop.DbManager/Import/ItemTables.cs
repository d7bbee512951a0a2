using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.DbManager.Import;

/// <summary>Reads and writes items and their pictures, a batch in a transaction with the job's position.</summary>
internal sealed class ItemTables(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>What is stored of these items.</summary>
    public async Task<Dictionary<string, StoredItem>> FindAsync(string[] ids, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select i.item_id, i.content_hash, i.deleted, p.sha256 from item i left join item_image p using (item_id) where i.item_id = any($1)");
        command.Parameters.Add(new() { Value = ids });
        var items = new Dictionary<string, StoredItem>(ids.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(reader.GetString(0), new(reader.GetFieldValue<byte[]>(1), reader.GetBoolean(2), await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetFieldValue<byte[]>(3)));
        }
        return items;
    }

    /// <exception cref="ImportTakenOverException">The job is not where the batch starts.</exception>
    public async Task WriteAsync(ImportJob job, ImportBatch batch, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var deleted = await DeleteAsync(connection, batch.Deletions, cancellationToken);
        await UpsertItemsAsync(connection, batch.Upserts, cancellationToken);
        await UpsertPicturesAsync(connection, batch.Upserts, cancellationToken);
        await RefuseAsync(connection, job.Id, batch.Refused, cancellationToken);
        await using var advance = Command(connection,
            """
            update catalog_import set state = 'reading', line_done = $3, rows_read = rows_read + $4, items_upserted = items_upserted + $5,
                items_unchanged = items_unchanged + $6, items_deleted = items_deleted + $7, rows_refused = rows_refused + $8, progress = $9
            where id = $1 and line_done = $2 and state in ('queued', 'reading')
            """, job.Id, batch.FromLine, batch.ToLine, batch.Rows, batch.Upserts.Count, batch.Unchanged, deleted, batch.Refused.Count, batch.Progress);
        if (await advance.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw new ImportTakenOverException(job.Id);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Removes what the list does not name.</summary>
    public async Task DeleteAllButAsync(ImportJob job, IReadOnlyCollection<string> named, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var gone = new List<string>();
        await using (var find = Command(connection,
            "select item_id from item where not deleted and not exists (select from unnest($1::text[]) as named (id) where named.id = item_id)", (object)named.ToArray()))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                gone.Add(reader.GetString(0));
            }
        }
        var deleted = await DeleteAsync(connection, gone, cancellationToken);
        await using var count = Command(connection, "update catalog_import set items_deleted = items_deleted + $2 where id = $1", job.Id, deleted);
        await count.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // The item stays, unseen, so that old events still join; its picture and vectors go.
    private async Task<int> DeleteAsync(NpgsqlConnection connection, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return 0;
        }
        var all = ids.ToArray();
        await using var mark = Command(connection,
            "update item set deleted = true, updated_at = $2, revision = nextval('catalog_revision') where item_id = any($1) and not deleted", all, time.GetUtcNow());
        var count = await mark.ExecuteNonQueryAsync(cancellationToken);
        await using var pictures = Command(connection, "delete from item_image where item_id = any($1)", (object)all);
        await pictures.ExecuteNonQueryAsync(cancellationToken);
        await using var vectors = Command(connection, "delete from item_embedding where item_id = any($1)", (object)all);
        await vectors.ExecuteNonQueryAsync(cancellationToken);
        return count;
    }

    private async Task UpsertItemsAsync(NpgsqlConnection connection, IReadOnlyList<PreparedItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return;
        }
        await using var command = Command(connection,
            """
            insert into item (item_id, title, description, category, type, colour, price, available, attributes, content_hash, created_at, updated_at)
            select item_id, title, description, category, type, colour, price, available, attributes::jsonb, content_hash, $11, $11
            from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::numeric[], $8::boolean[], $9::text[], $10::bytea[])
                as row (item_id, title, description, category, type, colour, price, available, attributes, content_hash)
            on conflict (item_id) do update set
                title = excluded.title, description = excluded.description, category = excluded.category, type = excluded.type, colour = excluded.colour,
                price = excluded.price, available = excluded.available, attributes = excluded.attributes, content_hash = excluded.content_hash,
                updated_at = excluded.updated_at, deleted = false, revision = nextval('catalog_revision')
            """,
            Column(item => item.Row.Id), Column(item => item.Row.Title), Column(item => item.Row.Description), Column(item => item.Row.Category),
            Column(item => item.Row.Type), Column(item => item.Row.Colour), Column(item => item.Row.Price), Column(item => item.Row.Available),
            Column(item => item.Row.AttributesJson), Column(item => item.Hash), time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);

        T[] Column<T>(Func<PreparedItem, T> value) => [.. items.Select(value)];
    }

    private static async Task UpsertPicturesAsync(NpgsqlConnection connection, IReadOnlyList<PreparedItem> items, CancellationToken cancellationToken)
    {
        var without = items.Where(item => item.Picture is null).Select(item => item.Row.Id).ToArray();
        if (without.Length > 0)
        {
            await using var remove = Command(connection, "delete from item_image where item_id = any($1)", (object)without);
            await remove.ExecuteNonQueryAsync(cancellationToken);
        }
        var with = items.Where(item => item.Picture is not null).ToArray();
        if (with.Length == 0)
        {
            return;
        }
        await using var command = Command(connection,
            """
            insert into item_image (item_id, content_type, sha256, bytes)
            select * from unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[])
            on conflict (item_id) do update set content_type = excluded.content_type, sha256 = excluded.sha256, bytes = excluded.bytes, features = null
            where item_image.sha256 <> excluded.sha256
            """,
            with.Select(item => item.Row.Id).ToArray(), with.Select(item => PictureCheck.ContentType(item.Picture)).ToArray(),
            with.Select(item => item.PictureHash!).ToArray(), with.Select(item => item.Picture!).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task RefuseAsync(NpgsqlConnection connection, long job, IReadOnlyList<RefusedRow> refused, CancellationToken cancellationToken)
    {
        if (refused.Count == 0)
        {
            return;
        }
        await using var command = Command(connection,
            """
            insert into catalog_import_error (import_id, line, item_id, reason)
            select $1, line, item_id, reason from unnest($2::int[], $3::text[], $4::text[]) as row (line, item_id, reason) on conflict do nothing
            """, job, refused.Select(row => row.Line).ToArray(), refused.Select(row => row.ItemId).ToArray(), refused.Select(row => row.Reason).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            var parameter = new NpgsqlParameter { Value = value };
            if (value is decimal?[])
            {
                parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric;
            }
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
