using System.Runtime.InteropServices;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.DbManager.Tests.Embedding;

/// <summary>An embedder that was trained elsewhere takes over from the built-in one and gives the place back, always whole.</summary>
public sealed class ExternalEmbedderTests
{
    private const string Serving = "select champion from deployment where kind = 'embedder'";

    [Fact]
    public async Task Items_are_embedded_anew_beside_the_space_that_serves_and_back()
    {
        using var catalog = new CatalogBuilder();
        await using var first = await RunningCatalog.StartAsync();
        catalog.Products(60);
        await first.ImportAsync(catalog.Folder);
        var builtIn = await first.QueryAsync<string>(Serving);
        await first.StopAsync();

        var external = External();
        Assert.NotEqual(external.Version, builtIn);
        await using (var second = await first.StartAgainAsync(external))
        {
            await UntilAsync(async () => await second.QueryAsync<string>(Serving) == external.Version);
            // When it took over, every item was in; the space before is kept for those who still search in it.
            Assert.Equal(60L, await second.QueryAsync<long>($"select count(*) from item_embedding where embedder_version = '{external.Version}' and kind = 0"));
            Assert.Equal(60L, await second.QueryAsync<long>($"select count(*) from item_embedding where embedder_version = '{builtIn}' and kind = 0"));
            Assert.Equal(builtIn, await second.QueryAsync<string>($"select parent from model_version where version = '{external.Version}'"));
            var stored = MemoryMarshal.Cast<byte, float>(await second.QueryAsync<byte[]>(
                $"select vector from item_embedding join item_image using (item_id) where embedder_version = '{external.Version}' and kind = 1 order by item_id limit 1")).ToArray();
            var picture = new GdImageDecoder().Decode(await second.QueryAsync<byte[]>("select bytes from item_image order by item_id limit 1"), ImageLimits.Default).Image!;
            var vector = (await external.Pictures!.GenerateAsync([picture], cancellationToken: TestContext.Current.CancellationToken))[0].Vector.ToArray();
            Assert.All(vector.Zip(stored), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));

            catalog.Products(10, from: 60);
            Assert.Equal("done", (await second.ImportAsync(catalog.Folder, "upsert")).State);
            Assert.Equal(70L, await second.QueryAsync<long>($"select count(*) from item_embedding where embedder_version = '{external.Version}' and kind = 0"));
            Assert.Equal(external.Version, await second.QueryAsync<string>(Serving));
            await second.StopAsync();
        }

        await using var third = await first.StartAgainAsync(embedder: null);
        await UntilAsync(async () => await third.QueryAsync<string>(Serving) != external.Version);
        var again = await third.QueryAsync<string>(Serving);
        Assert.Equal(70L, await third.QueryAsync<long>($"select count(*) from item_embedding where embedder_version = '{again}' and kind = 0"));
        await UntilAsync(async () => await third.QueryAsync<long>("select count(distinct embedder_version) from item_embedding") == 2);
    }

    [Fact]
    public async Task An_embedder_of_words_alone_that_is_away_at_first_embeds_all_items_when_it_is_back()
    {
        using var catalog = new CatalogBuilder();
        var external = External();
        var texts = new UnsteadyTexts(external.Texts);
        await using var first = await RunningCatalog.StartAsync();
        await using var running = await first.StartAgainAsync(new("words-1", external.Dimensions, texts, Pictures: null));
        await first.StopAsync();
        catalog.Products(20);
        var import = running.ImportAsync(catalog.Folder);
        await UntilAsync(() => Task.FromResult(texts.Refused > 0));
        texts.IsAway = false;
        Assert.Equal("done", (await import).State);
        await UntilAsync(async () => await running.QueryAsync<string>(Serving) == "words-1");
        Assert.Equal(20L, await running.QueryAsync<long>("select count(*) from item_embedding where embedder_version = 'words-1'"));
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("azure-openai")]
    public void An_embedder_that_this_build_lacks_stops_the_service_with_how_to_get_it(string provider) => Assert.Contains("FeedbackLoopProfile=cloud",
        Assert.Throws<InvalidOperationException>(() => ExternalEmbedder.Open(new() { Provider = provider })).Message, StringComparison.Ordinal);

    private static EmbedderPair External()
    {
        var decoder = new GdImageDecoder();
        var embedder = EmbedderTrainer.Train(
            [.. Enumerable.Range(0, 30).Select(n => new EmbeddingPair { Id = $"{n}", Title = $"thing {n % 5} {n % 6}", Picture = decoder.Decode(CatalogBuilder.Jpeg(n), ImageLimits.Default).Image })],
            new() { Dimensions = 12, PictureComponents = 16, TextComponents = 8, HiddenUnits = 8, Epochs = 2, Seed = 9 });
        return new("external-1", embedder.Dimensions, new TextEmbeddingGenerator(embedder), new PictureEmbeddingGenerator(embedder));
    }

    private sealed class UnsteadyTexts(IEmbeddingGenerator<string, Embedding<float>> inner) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
    {
        private int _refused;

        public volatile bool IsAway = true;

        public int Refused => Volatile.Read(ref _refused);

        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (IsAway)
            {
                Interlocked.Increment(ref _refused);
                throw new InvalidOperationException("503");
            }
            return base.GenerateAsync(values, options, cancellationToken);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "what was waited for did not happen");
            await Task.Delay(50);
        }
    }
}
