using System.Runtime.InteropServices;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retrieval.Adaptation;
using FeedbackLoop.Retrieval.Embedding;
using Npgsql;

namespace FeedbackLoop.Retraining.Adapters;

/// <summary>Reads the embedder that serves, with the vectors of the items that can be found.</summary>
public sealed class EmbeddedCatalogReader(NpgsqlDataSource dataSource, Deployments deployments, ModelRegistry registry)
{
    /// <summary>Null while no embedder is deployed.</summary>
    /// <exception cref="InvalidDataException">The embedder is none that this build can run, so its queries cannot be corrected here.</exception>
    public async Task<EmbeddedCatalog?> ReadAsync(CancellationToken cancellationToken)
    {
        if ((await deployments.ReadAsync(ModelKind.Embedder, cancellationToken)).Champion is not { } version)
        {
            return null;
        }

        var artifact = await registry.ReadArtifactAsync(version, cancellationToken)
            ?? throw new InvalidDataException($"Embedder {version} has no artifact.");
        var embedder = BuiltInEmbedder.Load(new MemoryStream(artifact));
        await using var command = dataSource.CreateCommand(
            """
            select e.item_id, e.vector, i.type, i.colour, i.title, i.category from item_embedding e join item i on i.item_id = e.item_id
            where e.embedder_version = $1 and e.kind = 0 and not i.deleted order by e.item_id
            """);
        command.Parameters.Add(new() { Value = version });
        var (ids, types, colours, vectors) = (new List<string>(), new List<string?>(), new List<string?>(), new List<float>());
        var own = new OwnWords();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var vector = MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(1));
            if (vector.Length == embedder.Dimensions)
            {
                ids.Add(reader.GetString(0));
                vectors.AddRange(vector);
                types.Add(reader.IsDBNull(2) ? null : reader.GetString(2));
                colours.Add(reader.IsDBNull(3) ? null : reader.GetString(3));
                own.Add(types[^1]);
                own.Add(colours[^1]);
                own.Add(reader.GetString(4));
                own.Add(reader.IsDBNull(5) ? null : reader.GetString(5));
            }
        }

        return new EmbeddedCatalog(version, embedder, [.. ids], [.. types], [.. colours], [.. vectors], own);
    }
}
