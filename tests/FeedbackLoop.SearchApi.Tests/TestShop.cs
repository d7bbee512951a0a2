using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;
using FeedbackLoop.SearchApi.Tests;
using FeedbackLoop.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

[assembly: AssemblyFixture(typeof(SharedShop))]

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>A search API on a real PostgreSQL with a small catalogue: 6 types in 6 colours, two of each, pictures drawn, an embedder trained on them.</summary>
public class TestShop : IAsyncLifetime
{
    public const string OperatorKey = "operator-of-the-test";

    public static readonly string[] Types = ["Shirts", "Shoes", "Handbags", "Watches", "Belts", "Hats"];
    public static readonly (string Name, (byte, byte, byte) Paint)[] Colours =
        [("Navy Blue", (10, 20, 90)), ("Red", (210, 20, 30)), ("Green", (20, 140, 50)), ("Black", (15, 15, 15)), ("Yellow", (235, 210, 30)), ("Pink", (240, 130, 180))];

    private static readonly string[] Categories = ["Apparel > Topwear", "Footwear > Shoes", "Accessories > Bags", "Accessories > Watches", "Accessories > Belts", "Accessories > Headwear"];
    private static readonly Lazy<BuiltInEmbedder> TrainedEmbedder = new(Train);
    private static readonly GdImageDecoder Decoder = new();

    private readonly Dictionary<string, string> _settings = new()
    {
        ["Keys:Operator"] = OperatorKey,
        ["Search:PollInterval"] = "00:00:00.050",
        ["Search:LogWait"] = "00:00:02",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    private Action<IServiceCollection> _replace = _ => { };
    private TestDatabase? _database;
    private WebApplicationFactory<Program>? _factory;

    public static BuiltInEmbedder Embedder => TrainedEmbedder.Value;

    public TestDatabase Database => _database!;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _factory!.Services;

    /// <summary>Set before the start.</summary>
    public TestShop With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    /// <summary>Services in place of the product's own; set before the start.</summary>
    public TestShop Replace(Action<IServiceCollection> replace)
    {
        _replace = replace;
        return this;
    }

    public virtual async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        await StartAsync();
        await UntilAsync(async () => (await Client.GetFromJsonAsync<Contracts.Catalog.CatalogStatus>("/api/catalog/status"))!.EmbeddedItems == 72);
    }

    /// <summary>Database and catalogue, without the service.</summary>
    /// <param name="server">Null for the one that all tests share.</param>
    public async Task PrepareAsync(PostgresServer? server = null)
    {
        _database = server is null ? await PostgresServer.CreateDatabaseAsync() : await server.AddDatabaseAsync();
        await SeedAsync();
    }

    public async Task StartAsync(bool kestrel = false)
    {
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ConnectionStrings:feedbackdb", Database.ConnectionString);
            foreach (var (name, value) in _settings)
            {
                host.UseSetting(name, value);
            }

            host.ConfigureTestServices(_replace);
        });
        if (kestrel)
        {
            _factory.UseKestrel(0);
        }

        Client = _factory.CreateClient();
        await UntilAsync(async () => (await Client.GetAsync("/health")).IsSuccessStatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    public async Task<SearchResponse> SearchAsync(string query, string person = "", HttpClient? client = null)
    {
        var answer = await (client ?? Client).GetAsync($"/api/search?{query}{(person.Length > 0 ? $"&anonymousId={person}" : "")}");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<SearchResponse>())!;
    }

    /// <summary>What the event log holds of a search.</summary>
    public async Task<SearchServed> ServedAsync(string searchId)
    {
        await using var command = Database.DataSource.CreateCommand("select payload from event_log where search_id = $1 and message_id = 'served-' || $1");
        command.Parameters.Add(new() { Value = searchId });
        return JsonSerializer.Deserialize((string)(await command.ExecuteScalarAsync())!, SearchServedJson.Default.SearchServed)!;
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Registers a ranker and returns its version.</summary>
    public async Task<string> RegisterAsync(string version, byte[] artifact, string status = ModelStatus.Candidate)
    {
        await new ModelRegistry(Database.DataSource).RegisterAsync(new()
        {
            Version = version,
            Kind = ModelKind.Ranker,
            Status = status,
            CreatedAt = DateTimeOffset.UtcNow,
            Artifact = artifact,
            Lineage = new ModelLineage(),
        });
        return version;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, int seconds = 60)
    {
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "what was waited for did not happen");
            await Task.Delay(20);
        }
    }

    public static string IdOf(int type, int colour, int variant) => $"{Types[type]}-{colour}-{variant}".ToLowerInvariant();

    private static string TitleOf(int type, int colour, int variant) =>
        $"{(variant == 0 ? "Alder" : "Birch")} {(variant == 0 ? "Men" : "Women")} {Colours[colour].Name} {Types[type][..^(Types[type] == "Watches" ? 2 : 1)]}";

    private static BuiltInEmbedder Train() => EmbedderTrainer.Train(
        [.. All().Select(p => new EmbeddingPair
        {
            Id = IdOf(p.Type, p.Colour, p.Variant),
            Title = TitleOf(p.Type, p.Colour, p.Variant),
            Type = Types[p.Type],
            Colour = Colours[p.Colour].Name,
            Picture = TestPictures.Draw(p.Type, Colours[p.Colour].Paint, p.Variant),
        })],
        new() { Dimensions = 16, PictureComponents = 32, TextComponents = 32, HiddenUnits = 16, Epochs = 20 });

    private static IEnumerable<(int Type, int Colour, int Variant)> All() =>
        from type in Enumerable.Range(0, Types.Length)
        from colour in Enumerable.Range(0, Colours.Length)
        from variant in Enumerable.Range(0, 2)
        select (type, colour, variant);

    private async Task SeedAsync()
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        foreach (var (type, colour, variant) in All())
        {
            var id = IdOf(type, colour, variant);
            var picture = TestPictures.Draw(type, Colours[colour].Paint, variant);
            await InsertItemAsync(connection, id, TitleOf(type, colour, variant), Categories[type], Types[type], Colours[colour].Name,
                10 * (type + 1) + colour + 0.5m * variant, available: variant == 0 || colour != 5);
            var jpeg = Decoder.EncodeJpeg(picture, 95);
            await using var image = new NpgsqlCommand("insert into item_image (item_id, content_type, sha256, bytes) values ($1, 'image/jpeg', $2, $3)", connection)
            {
                Parameters = { new() { Value = id }, new() { Value = SHA256.HashData(jpeg) }, new() { Value = jpeg } },
            };
            await image.ExecuteNonQueryAsync();
            await EmbedAsync(connection, id, TitleOf(type, colour, variant), picture);
        }

        using var artifact = new MemoryStream();
        Embedder.Save(artifact);
        await new ModelRegistry(Database.DataSource).RegisterAsync(new()
        {
            Version = Embedder.Version,
            Kind = ModelKind.Embedder,
            Status = ModelStatus.Champion,
            CreatedAt = DateTimeOffset.UtcNow,
            Artifact = artifact.ToArray(),
            Lineage = new ModelLineage(),
        });
        await ExecuteAsync("update deployment set champion = $1, revision = revision + 1 where kind = 'embedder'", Embedder.Version);
    }

    public static async Task InsertItemAsync(
        NpgsqlConnection connection, string id, string title, string category, string type, string colour, decimal price, bool available = true)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into item (item_id, title, description, category, type, colour, price, available, attributes, content_hash, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now(), now())
            """, connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = title }, new() { Value = $"A {colour} piece for every day" }, new() { Value = category },
                new() { Value = type }, new() { Value = colour }, new() { Value = price }, new() { Value = available },
                new() { Value = """{"season": "Summer", "pockets": 2}""", NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = new byte[] { 1 } },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task EmbedAsync(NpgsqlConnection connection, string id, string title, RgbImage picture)
    {
        var words = new float[Embedder.Dimensions];
        var seen = new float[Embedder.Dimensions];
        var both = new float[Embedder.Dimensions];
        Embedder.EmbedText(title, words);
        Embedder.EmbedImage(picture, seen);
        BuiltInEmbedder.Mix(words, seen, 0.5f, both);
        foreach (var (kind, vector) in new[] { (0, both), (1, seen), (2, words) })
        {
            await using var command = new NpgsqlCommand(
                "insert into item_embedding (embedder_version, item_id, kind, vector, content_hash) values ($1, $2, $3, $4, $5)", connection)
            {
                Parameters =
                {
                    new() { Value = Embedder.Version }, new() { Value = id }, new() { Value = (short)kind },
                    new() { Value = MemoryMarshal.AsBytes<float>(vector).ToArray() }, new() { Value = new byte[] { 1 } },
                },
            };
            await command.ExecuteNonQueryAsync();
        }
    }
}
