using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retrieval.Embedding;

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>The items are embedded anew beside the old vectors, then the new embedder is deployed, while people search.</summary>
public class EmbedderChangeTests
{
    private static readonly string[] Queries = ["red hat", "navy blue shirt", "green handbag", "black watch", "yellow belt", "pink shoe"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_of_embedder_drops_no_search_and_never_mixes_two_spaces()
    {
        await using var shop = new TestShop();
        await shop.InitializeAsync();
        var before = new Space(TestShop.Embedder);
        var after = new Space(await TrainAnotherAsync(shop));
        Assert.NotEqual(before.Embedder.Dimensions, after.Embedder.Dimensions);
        await before.ReadAsync(shop);

        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var searches = new ConcurrentQueue<(int Person, string SearchId, string? Text, string? Like)>();
        var people = Enumerable.Range(0, 4).Select(person => Task.Run(() => KeepSearchingAsync(shop, person, searches, done.Token), Cancel)).ToArray();
        await TestShop.UntilAsync(() => Task.FromResult(searches.Count > 20));

        // Half of the new space is written: nobody may see it.
        await after.WriteAsync(shop, half: true);
        var written = searches.Count;
        await TestShop.UntilAsync(() => Task.FromResult(searches.Count > written + 20));
        await after.WriteAsync(shop, half: false);
        await RegisterAsync(shop, after.Embedder);
        var unseen = searches.Count;
        await new Deployments(shop.Database.DataSource).PromoteAsync(after.Version, ModelKind.Embedder, "the catalogue has changed", DateTimeOffset.UtcNow, null, Cancel);
        await TestShop.UntilAsync(async () => (await shop.ServedAsync((await shop.SearchAsync("q=hat")).SearchId)).EmbedderVersion == after.Version);
        var seen = searches.Count;
        await TestShop.UntilAsync(() => Task.FromResult(searches.Count > seen + 20));
        await done.CancelAsync();
        await Task.WhenAll(people); // every search was answered, or this throws
        Assert.Equal(72, (await shop.Client.GetFromJsonAsync<CatalogStatus>("/api/catalog/status", Cancel))!.EmbeddedItems);

        var asked = searches.ToArray();
        var versions = new List<string>[people.Length];
        for (var i = 0; i < asked.Length; i++)
        {
            var (person, searchId, text, like) = asked[i];
            var served = await shop.ServedAsync(searchId);
            var space = served.EmbedderVersion == before.Version ? before : served.EmbedderVersion == after.Version ? after : throw new InvalidOperationException($"served by {served.EmbedderVersion}");
            Assert.True(i >= unseen || space == before, "a space served before it was deployed");
            (versions[person] ??= []).Add(space.Version);

            // What was logged is what this space, and no other, says of query and item.
            var query = like is null ? space.OfText(text!) : space.Item[like];
            var features = MemoryMarshal.Cast<byte, float>(served.Features);
            for (var row = 0; row < served.ItemIds.Length; row++)
            {
                var id = served.ItemIds[row];
                Assert.Equal(TensorPrimitives.Dot<float>(query, space.Text[id]), features[row * RankingFeatures.Count + RankingFeatures.TextCosine], 1e-4f);
                Assert.Equal(TensorPrimitives.Dot<float>(query, space.Picture[id]), features[row * RankingFeatures.Count + RankingFeatures.ImageCosine], 1e-4f);
            }
        }

        // Each person went over once and never back.
        Assert.All(versions, seenByPerson => Assert.Equal([before.Version, after.Version], seenByPerson.Where((version, i) => i == 0 || seenByPerson[i - 1] != version)));
    }

    private static async Task KeepSearchingAsync(
        TestShop shop, int person, ConcurrentQueue<(int, string, string?, string?)> searches, CancellationToken done)
    {
        for (var i = person; !done.IsCancellationRequested; i++)
        {
            if (i % 3 == 0)
            {
                var like = TestShop.IdOf(i % 6, i / 6 % 6, 0);
                searches.Enqueue((person, (await shop.Client.GetFromJsonAsync<SearchResponse>($"/api/items/{like}/similar?take=12", Cancel))!.SearchId, null, like));
            }
            else
            {
                var text = Queries[i % Queries.Length];
                searches.Enqueue((person, (await shop.SearchAsync($"q={Uri.EscapeDataString(text)}&take=12")).SearchId, text, null));
            }
        }
    }

    /// <summary>Of the same catalogue, with more dimensions and another seed.</summary>
    private static async Task<BuiltInEmbedder> TrainAnotherAsync(TestShop shop)
    {
        var pairs = new List<EmbeddingPair>();
        await using var command = shop.Database.DataSource.CreateCommand("select item_id, title, type, colour from item order by item_id");
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
        {
            pairs.Add(new() { Id = reader.GetString(0), Title = reader.GetString(1), Type = reader.GetString(2), Colour = reader.GetString(3), Picture = Space.Draw(reader.GetString(0)) });
        }

        return EmbedderTrainer.Train(pairs, new() { Dimensions = 24, PictureComponents = 32, TextComponents = 32, HiddenUnits = 16, Epochs = 20, Seed = 2 });
    }

    private static async Task RegisterAsync(TestShop shop, BuiltInEmbedder embedder)
    {
        using var artifact = new MemoryStream();
        embedder.Save(artifact);
        await new ModelRegistry(shop.Database.DataSource).RegisterAsync(new()
        {
            Version = embedder.Version,
            Kind = ModelKind.Embedder,
            Status = ModelStatus.Candidate,
            CreatedAt = DateTimeOffset.UtcNow,
            Artifact = artifact.ToArray(),
            Lineage = new ModelLineage(),
        }, cancellationToken: Cancel);
    }

    /// <summary>The truth about one space: all vectors, computed here.</summary>
    private sealed class Space(BuiltInEmbedder embedder)
    {
        public BuiltInEmbedder Embedder => embedder;

        public string Version => embedder.Version;

        public Dictionary<string, float[]> Item { get; } = [];

        public Dictionary<string, float[]> Text { get; } = [];

        public Dictionary<string, float[]> Picture { get; } = [];

        public static Retrieval.Images.RgbImage Draw(string id)
        {
            var parts = id.Split('-');
            var type = Array.FindIndex(TestShop.Types, t => t.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
            return TestPictures.Draw(type, TestShop.Colours[int.Parse(parts[1])].Paint, int.Parse(parts[2]));
        }

        public float[] OfText(string text)
        {
            var vector = new float[embedder.Dimensions];
            embedder.EmbedText(text, vector);
            return vector;
        }

        public async Task ReadAsync(TestShop shop)
        {
            await using var command = shop.Database.DataSource.CreateCommand("select item_id, kind, vector from item_embedding where embedder_version = $1");
            command.Parameters.Add(new() { Value = Version });
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            while (await reader.ReadAsync(Cancel))
            {
                (reader.GetInt16(1) switch { 0 => Item, 1 => Picture, _ => Text })[reader.GetString(0)] = MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(2)).ToArray();
            }
        }

        public async Task WriteAsync(TestShop shop, bool half)
        {
            var titles = new List<(string Id, string Title)>();
            await using (var command = shop.Database.DataSource.CreateCommand("select item_id, title from item order by item_id"))
            await using (var reader = await command.ExecuteReaderAsync(Cancel))
            {
                while (await reader.ReadAsync(Cancel))
                {
                    titles.Add((reader.GetString(0), reader.GetString(1)));
                }
            }

            foreach (var (id, title) in half ? titles[..36] : titles[36..])
            {
                Text[id] = OfText(title);
                embedder.EmbedImage(Draw(id), Picture[id] = new float[embedder.Dimensions]);
                BuiltInEmbedder.Mix(Text[id], Picture[id], 0.5f, Item[id] = new float[embedder.Dimensions]);
                foreach (var (kind, vector) in new[] { (0, Item[id]), (1, Picture[id]), (2, Text[id]) })
                {
                    await shop.ExecuteAsync("insert into item_embedding (embedder_version, item_id, kind, vector, content_hash) values ($1, $2, $3, $4, $5)",
                        Version, id, (short)kind, MemoryMarshal.AsBytes<float>(vector).ToArray(), new byte[] { 1 });
                }
            }
        }
    }
}
