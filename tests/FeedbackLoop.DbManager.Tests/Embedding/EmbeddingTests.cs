using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retrieval.Embedding;

namespace FeedbackLoop.DbManager.Tests.Embedding;

public sealed class EmbeddingTests
{
    private const string Complete =
        """
        select count(*) from item i join deployment d on d.kind = 'embedder'
            join item_embedding e on e.item_id = i.item_id and e.embedder_version = d.champion and e.kind = 0 and e.content_hash = i.content_hash where not i.deleted
        """;

    [Fact]
    public async Task The_first_import_trains_an_embedder_that_finds_items_by_words()
    {
        using var catalog = new CatalogBuilder();
        await using var running = await RunningCatalog.StartAsync();
        catalog.Products(120);
        var import = await running.ImportAsync(catalog.Folder);
        Assert.Equal(("done", null, 120), (import.State, import.Error, import.PicturesDone));
        Assert.Equal(120L, await running.QueryAsync<long>(Complete));
        Assert.Equal(240L, await running.QueryAsync<long>("select count(*) from item_embedding"));

        var deployed = await running.Service<Deployments>().ReadAsync(ModelKind.Embedder, TestContext.Current.CancellationToken);
        var model = await running.Service<ModelRegistry>().FindAsync(deployed.Champion!, TestContext.Current.CancellationToken);
        Assert.Equal((ModelStatus.Champion, 120L, 1L), (model!.Status, model.Lineage.Examples, model.Lineage.Seed));
        Assert.Equal(64, model.Lineage.DatasetHash!.Length);

        var embedder = BuiltInEmbedder.Load(new MemoryStream((await running.Service<ModelRegistry>().ReadArtifactAsync(deployed.Champion!, TestContext.Current.CancellationToken))!));
        Assert.Equal(deployed.Champion, embedder.Version);
        var query = new float[embedder.Dimensions];
        embedder.EmbedText("red lamps", query);
        var best = (await PictureVectorsAsync(running)).OrderByDescending(item => TensorPrimitives.Dot<float>(query, item.Vector)).Take(3);
        // By the picture's vector alone: the words of the item were not used.
        Assert.All(best, item => Assert.StartsWith("Red Lamps", item.Title, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_small_change_stays_in_its_space_and_a_large_one_trains_again()
    {
        using var catalog = new CatalogBuilder();
        await using var running = await RunningCatalog.StartAsync(("Catalog:RetrainShare", "0.2"));
        catalog.Products(100);
        await running.ImportAsync(catalog.Folder);
        var first = await running.QueryAsync<string>("select champion from deployment where kind = 'embedder'");

        catalog.Products(10, from: 100);
        await running.ImportAsync(catalog.Folder, "upsert");
        Assert.Equal(first, await running.QueryAsync<string>("select champion from deployment where kind = 'embedder'"));
        Assert.Equal(110L, await running.QueryAsync<long>(Complete));

        catalog.Products(40, from: 110);
        await running.ImportAsync(catalog.Folder, "upsert");
        var second = await running.QueryAsync<string>("select champion from deployment where kind = 'embedder'");
        Assert.NotEqual(first, second);
        Assert.Equal(150L, await running.QueryAsync<long>(Complete));
        Assert.Equal(first, await running.QueryAsync<string>($"select parent from model_version where version = '{second}'"));
        Assert.Equal(2L, await running.QueryAsync<long>("select count(distinct embedder_version) from item_embedding"));

        var full = await running.ImportAsync(catalog.Folder);
        Assert.Equal(110, full.ItemsDeleted);
        Assert.Equal(0L, await running.QueryAsync<long>("select count(*) from item_embedding e join item i using (item_id) where i.deleted"));
    }

    [Fact]
    public async Task The_same_catalogue_gives_the_same_embedder_and_vectors()
    {
        using var catalog = new CatalogBuilder();
        catalog.Products(60);
        var states = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var running = await RunningCatalog.StartAsync(("Catalog:BatchRows", run == 0 ? "7" : "50"));
            await running.ImportAsync(catalog.Folder);
            states.Add(await running.QueryAsync<string>("select string_agg(embedder_version || item_id || kind || encode(sha256(vector), 'hex'), '|' order by item_id, kind) from item_embedding"));
        }
        Assert.Equal(states[0], states[1]);
    }

    [Fact]
    public async Task A_catalogue_without_pictures_is_imported_without_an_embedder()
    {
        using var catalog = new CatalogBuilder();
        await using var running = await RunningCatalog.StartAsync();
        catalog.Csv("id,title", "1,Shirt", "2,Mug");
        Assert.Equal("done", (await running.ImportAsync(catalog.Folder)).State);
        Assert.Equal(0L, await running.QueryAsync<long>("select count(*) from item_embedding"));
    }

    private static async Task<List<(string Title, float[] Vector)>> PictureVectorsAsync(RunningCatalog running)
    {
        var vectors = new List<(string, float[])>();
        await using var command = running.DataSource.CreateCommand("select title, vector from item_embedding join item using (item_id) where kind = 1");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            vectors.Add((reader.GetString(0), MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(1)).ToArray()));
        }
        return vectors;
    }
}
