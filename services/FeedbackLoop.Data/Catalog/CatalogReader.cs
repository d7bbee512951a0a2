using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.Data.Catalog;

/// <summary>Reads the catalogue: its changes by revision, single items, pictures, and how PostgreSQL analyses words.</summary>
public sealed class CatalogReader(NpgsqlDataSource dataSource)
{
    /// <summary>How far the revisions of items have been drawn.</summary>
    public Task<RevisionHorizon> ItemHorizonAsync(CancellationToken cancellationToken) => HorizonAsync("catalog_revision", cancellationToken);

    /// <summary>How far the revisions of vectors have been drawn.</summary>
    public Task<RevisionHorizon> EmbeddingHorizonAsync(CancellationToken cancellationToken) => HorizonAsync("embedding_revision", cancellationToken);

    /// <summary>Items whose revision is above <paramref name="revision"/>, deleted ones included.</summary>
    public async IAsyncEnumerable<CatalogItem> ChangedAfterAsync(long revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            select i.item_id, i.title, i.description, i.category, i.type, i.colour, i.price, i.available, i.created_at, i.deleted, i.revision,
                   i.search, exists (select from item_image m where m.item_id = i.item_id)
            from item i where i.revision > $1 order by i.revision
            """);
        command.Parameters.Add(new() { Value = revision });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return new CatalogItem
            {
                ItemId = reader.GetString(0),
                Title = reader.GetString(1),
                Description = Text(reader, 2),
                Category = Text(reader, 3),
                Type = Text(reader, 4),
                Colour = Text(reader, 5),
                Price = await reader.IsDBNullAsync(6, cancellationToken) ? null : reader.GetDecimal(6),
                Available = reader.GetBoolean(7),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(8),
                Deleted = reader.GetBoolean(9),
                Revision = reader.GetInt64(10),
                Lexemes = Lexemes(reader.GetFieldValue<NpgsqlTsVector>(11)),
                HasImage = reader.GetBoolean(12),
            };
        }
    }

    /// <summary>What cannot be held in memory for every item; null when the item is unknown or deleted.</summary>
    public async Task<CatalogItemDetails?> DetailsAsync(string itemId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            select description, (select jsonb_object_agg(key, value) from jsonb_each_text(attributes))::text
            from item where item_id = $1 and not deleted
            """);
        command.Parameters.Add(new() { Value = itemId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(Text(reader, 0), Text(reader, 1)) : null;
    }

    /// <summary>The stored picture; null when there is none. <paramref name="knownSha256"/> spares the bytes when they are what the caller has.</summary>
    public async Task<CatalogImage?> ImageAsync(string itemId, byte[]? knownSha256, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select content_type, sha256, case when sha256 = $2 then null else bytes end from item_image where item_id = $1");
        command.Parameters.Add(new() { Value = itemId });
        command.Parameters.Add(new() { Value = (object?)knownSha256 ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetString(0), reader.GetFieldValue<byte[]>(1), await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetFieldValue<byte[]>(2))
            : null;
    }

    /// <summary>Vectors of one embedder whose revision is above <paramref name="revision"/>.</summary>
    public async IAsyncEnumerable<ItemVector> VectorsChangedAfterAsync(
        string embedderVersion, long revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select item_id, kind, vector, revision from item_embedding where embedder_version = $1 and revision > $2");
        command.Parameters.Add(new() { Value = embedderVersion });
        command.Parameters.Add(new() { Value = revision });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var vector = MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(2)).ToArray();
            yield return new(reader.GetString(0), (ItemVectorKind)reader.GetInt16(1), vector, reader.GetInt64(3));
        }
    }

    /// <summary>The lexemes that PostgreSQL makes of each word with the configuration of item.search; none for stop words.</summary>
    public async Task<IReadOnlyDictionary<string, string[]>> AnalyseAsync(IReadOnlyCollection<string> words, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select w, tsvector_to_array(to_tsvector('english', w)) from unnest($1::text[]) as w");
        command.Parameters.Add(new() { Value = words as string[] ?? [.. words], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var lexemes = new Dictionary<string, string[]>(words.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            lexemes[reader.GetString(0)] = reader.GetFieldValue<string[]>(1);
        }

        return lexemes;
    }

    private async Task<RevisionHorizon> HorizonAsync(string sequence, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            select last_value, pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            from {sequence}
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private static ItemLexeme[] Lexemes(NpgsqlTsVector vector)
    {
        var lexemes = new ItemLexeme[vector.Count];
        for (var i = 0; i < lexemes.Length; i++)
        {
            byte a = 0, b = 0, c = 0, d = 0;
            for (var position = 0; position < vector[i].Count; position++)
            {
                switch (vector[i][position].Weight)
                {
                    case NpgsqlTsVector.Lexeme.Weight.A: a++; break;
                    case NpgsqlTsVector.Lexeme.Weight.B: b++; break;
                    case NpgsqlTsVector.Lexeme.Weight.C: c++; break;
                    default: d++; break;
                }
            }

            lexemes[i] = new(vector[i].Text, a, b, c, d);
        }

        return lexemes;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
