using System.Security.Cryptography;
using System.Text.Json;
using FeedbackLoop.Contracts.Retraining;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.Data.Registry;

/// <summary>The models that were ever made, with their artifacts and lineage.</summary>
public sealed class ModelRegistry(NpgsqlDataSource dataSource)
{
    private const string Columns = "version, kind, status, created_at, parent, lineage";

    /// <summary>Stores a model; with a transaction, as part of it.</summary>
    /// <exception cref="RegistryConflictException">The version is taken.</exception>
    public async Task RegisterAsync(NewModel model, NpgsqlTransaction? transaction = null, CancellationToken cancellationToken = default)
    {
        await using var own = transaction is null ? await dataSource.OpenConnectionAsync(cancellationToken) : null;
        await using var command = new NpgsqlCommand(
            """
            insert into model_version (version, kind, status, created_at, parent, artifact, sha256, lineage)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (version) do nothing
            """, own ?? transaction!.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = model.Version },
                new() { Value = model.Kind },
                new() { Value = model.Status },
                new() { Value = model.CreatedAt.ToUniversalTime() },
                new() { Value = (object?)model.Parent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)model.Artifact ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea },
                new() { Value = model.Artifact is null ? DBNull.Value : SHA256.HashData(model.Artifact), NpgsqlDbType = NpgsqlDbType.Bytea },
                new() { Value = JsonSerializer.Serialize(model.Lineage, RegistryJson.Default.ModelLineage), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw new RegistryConflictException($"There is already a model {model.Version}.");
        }
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<ModelVersion>> ListAsync(string? kind = null, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(
            $"select {Columns} from model_version where $1::text is null or kind = $1 order by created_at desc, version desc");
        command.Parameters.Add(new() { Value = (object?)kind ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        var models = new List<ModelVersion>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            models.Add(Read(reader));
        }

        return models;
    }

    public async Task<ModelVersion?> FindAsync(string version, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand($"select {Columns} from model_version where version = $1");
        command.Parameters.Add(new() { Value = version });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>The model's bytes; null when there is no such model or when it has none (the baseline).</summary>
    /// <exception cref="InvalidDataException">The stored bytes do not have the stored hash.</exception>
    public async Task<byte[]?> ReadArtifactAsync(string version, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand("select artifact, sha256 from model_version where version = $1");
        command.Parameters.Add(new() { Value = version });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || await reader.IsDBNullAsync(0, cancellationToken))
        {
            return null;
        }

        var artifact = reader.GetFieldValue<byte[]>(0);
        return SHA256.HashData(artifact).AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(1))
            ? artifact
            : throw new InvalidDataException($"The stored bytes of model {version} are damaged: their hash is not the registered one.");
    }

    private static ModelVersion Read(NpgsqlDataReader reader) => new()
    {
        Version = reader.GetString(0),
        Kind = reader.GetString(1),
        Status = reader.GetString(2),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(3),
        Parent = reader.IsDBNull(4) ? null : reader.GetString(4),
        Lineage = JsonSerializer.Deserialize(reader.GetString(5), RegistryJson.Default.ModelLineage)!,
    };
}
