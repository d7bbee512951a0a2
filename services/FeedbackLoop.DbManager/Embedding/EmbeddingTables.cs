using System.Runtime.InteropServices;
using FeedbackLoop.Retrieval.Embedding;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.DbManager.Embedding;

/// <summary>Picture features and vectors in the database: float32, little-endian.</summary>
internal sealed class EmbeddingTables(NpgsqlDataSource dataSource)
{
    private const string Words = "i.item_id, i.title, i.description, i.category, i.type, i.colour, (select string_agg(value, ' ' order by key) from jsonb_each_text(i.attributes)), p.features, i.content_hash";

    /// <summary>Pictures whose features are not extracted yet, in order of their items.</summary>
    public async Task<List<(string ItemId, byte[] Picture, byte[] Sha256)>> PicturesWithoutFeaturesAsync(int take, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select item_id, bytes, sha256 from item_image where features is null order by item_id limit $1");
        command.Parameters.Add(new() { Value = take });
        var pictures = new List<(string, byte[], byte[])>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            pictures.Add((reader.GetString(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2)));
        }
        return pictures;
    }

    public async Task<long> CountPicturesWithoutFeaturesAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select count(*) from item_image where features is null");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>An empty value marks a picture that gave none.</summary>
    public async Task WriteFeaturesAsync(string[] ids, byte[][] features, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "update item_image set features = row.features from unnest($1::text[], $2::bytea[]) as row (id, features) where item_id = row.id");
        command.Parameters.Add(new() { Value = ids });
        command.Parameters.Add(new() { Value = features });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Features of another version than this program's are of no use.</summary>
    public async Task ForgetFeaturesAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("update item_image set features = null where features is not null");
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Live items, those with a picture, and those whose vector in this space is missing or of an older content.</summary>
    public async Task<(long Items, long Pictured, long Outdated)> CountAsync(string? version, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            select count(*), count(*) filter (where length(p.features) > 0), count(*) filter (where e.content_hash is distinct from i.content_hash)
            from item i left join item_image p using (item_id)
                left join item_embedding e on e.item_id = i.item_id and e.kind = 0 and e.embedder_version = $1
            where not i.deleted
            """);
        command.Parameters.Add(new() { Value = (object?)version ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>What to learn from: all live items, or so many of them drawn by the seed, in order of their ids.</summary>
    public Task<List<(EmbeddingPair Pair, byte[] Hash)>> TrainingPairsAsync(int take, int seed, CancellationToken cancellationToken) => ReadAsync(
        $"""
        select {Words} from item i left join item_image p using (item_id)
        where i.item_id in (select item_id from item where not deleted order by md5(item_id || $2::text), item_id limit $1)
        order by i.item_id collate "C"
        """, cancellationToken, take, seed);

    /// <summary>Items after <paramref name="after"/> whose vector in this space is missing or outdated.</summary>
    public Task<List<(EmbeddingPair Pair, byte[] Hash)>> OutdatedAsync(string version, string after, int take, CancellationToken cancellationToken) => ReadAsync(
        $"""
        select {Words} from item i left join item_image p using (item_id)
            left join item_embedding e on e.item_id = i.item_id and e.kind = 0 and e.embedder_version = $2
        where not i.deleted and i.item_id > $3 and e.content_hash is distinct from i.content_hash
        order by i.item_id limit $1
        """, cancellationToken, take, version, after);

    /// <summary>The pictures of these items, as far as they have one.</summary>
    public async Task<Dictionary<string, byte[]>> PicturesAsync(string[] ids, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select item_id, bytes from item_image where item_id = any($1)");
        command.Parameters.Add(new() { Value = ids });
        var pictures = new Dictionary<string, byte[]>(ids.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            pictures.Add(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
        }
        return pictures;
    }

    /// <summary>Writes the vectors of a batch; an item that lost its picture loses its picture's vector.</summary>
    public async Task WriteVectorsAsync(string version, IReadOnlyList<ItemVectors> items, CancellationToken cancellationToken)
    {
        var pictured = items.Where(item => item.Picture is not null).ToArray();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var remove = new NpgsqlCommand("delete from item_embedding where embedder_version = $1 and kind = 1 and item_id = any($2)", connection))
        {
            remove.Parameters.Add(new() { Value = version });
            remove.Parameters.Add(new() { Value = items.Where(item => item.Picture is null).Select(item => item.ItemId).ToArray() });
            await remove.ExecuteNonQueryAsync(cancellationToken);
        }
        // An item that was removed meanwhile gets no vector.
        await using var command = new NpgsqlCommand(
            """
            insert into item_embedding (embedder_version, item_id, kind, vector, content_hash)
            select $1, row.item_id, row.kind, row.vector, row.content_hash
            from unnest($2::text[], $3::smallint[], $4::bytea[], $5::bytea[]) as row (item_id, kind, vector, content_hash)
                join item i on i.item_id = row.item_id and not i.deleted
            on conflict (embedder_version, item_id, kind) do update set vector = excluded.vector, content_hash = excluded.content_hash
            """, connection);
        command.Parameters.Add(new() { Value = version });
        command.Parameters.Add(new() { Value = items.Select(item => item.ItemId).Concat(pictured.Select(item => item.ItemId)).ToArray() });
        command.Parameters.Add(new() { Value = items.Select(_ => (short)0).Concat(pictured.Select(_ => (short)1)).ToArray() });
        command.Parameters.Add(new() { Value = items.Select(item => Bytes(item.Item)).Concat(pictured.Select(item => Bytes(item.Picture!))).ToArray() });
        command.Parameters.Add(new() { Value = items.Select(item => item.Hash).Concat(pictured.Select(item => item.Hash)).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Removes the vectors of all spaces but these: the one that serves, and the one before, in case it is taken back.</summary>
    public async Task DropOtherSpacesAsync(string[] keep, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("delete from item_embedding where embedder_version <> all($1)");
        command.Parameters.Add(new() { Value = keep });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private async Task<List<(EmbeddingPair Pair, byte[] Hash)>> ReadAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.CommandTimeout = 600;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
        var pairs = new List<(EmbeddingPair, byte[])>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            pairs.Add((new EmbeddingPair
            {
                Id = reader.GetString(0),
                Title = reader.GetString(1),
                Description = Text(2),
                Category = Text(3),
                Type = Text(4),
                Colour = Text(5),
                Attributes = Text(6),
                Features = reader.IsDBNull(7) || reader.GetFieldValue<byte[]>(7) is not { Length: > 0 } bytes ? null : MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            }, reader.GetFieldValue<byte[]>(8)));
        }
        return pairs;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
