using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>On Kestrel, because limits on bodies are the server's.</summary>
public class HostileInputTests : IAsyncLifetime
{
    private readonly TestShop _shop = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _shop.PrepareAsync();
        await _shop.StartAsync(kestrel: true);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _shop.DisposeAsync();
    }

    [Fact]
    public async Task Each_fault_is_told_with_its_field()
    {
        await RefusedAsync("q=", "q");
        await RefusedAsync("take=3", "q");
        await RefusedAsync("q=%20%09%20", "q");
        await RefusedAsync($"q={new string('a', 501)}", "q");
        await RefusedAsync("q=a%00b", "q");
        await RefusedAsync("q=a%1Bb", "q");
        await RefusedAsync("q=hat&take=0", "take");
        await RefusedAsync("q=hat&take=101", "take");
        await RefusedAsync("q=hat&take=many", "take");
        await RefusedAsync("q=hat&take=99999999999999", "take");
        await RefusedAsync("q=hat&minPrice=cheap", "minPrice");
        await RefusedAsync("q=hat&minPrice=-1", "minPrice");
        await RefusedAsync("q=hat&minPrice=5&maxPrice=4", "minPrice");
        await RefusedAsync("q=hat&maxPrice=1e999", "maxPrice");
        await RefusedAsync("q=hat&available=perhaps", "available");
        await RefusedAsync($"q=hat&anonymousId={new string('a', 129)}", "anonymousId");
        await RefusedAsync("q=hat&anonymousId=a%00", "anonymousId");
        await RefusedAsync($"q=hat&cohort={new string('a', 33)}", "cohort");
        await RefusedAsync($"q=hat&category={new string('a', 201)}", "category");
        await RefusedAsync("q=hat&colour=a%0Ab", "colour");
    }

    [Fact]
    public async Task Each_fault_in_json_is_told_with_its_field()
    {
        await RefusedJsonAsync("{}", "text");
        await RefusedJsonAsync("""{"text": 5}""", "text");
        await RefusedJsonAsync("""{"text": "a\u0000b"}""", "text");
        await RefusedJsonAsync("""{"text": "a\ud800b"}""", "");
        await RefusedJsonAsync("""{"image": "???"}""", "image");
        await RefusedJsonAsync("""{"image": "aGVsbG8="}""", "image");
        await RefusedJsonAsync("""{"text": "hat", "take": "x"}""", "take");
        await RefusedJsonAsync("""{"text": "hat", "take": 1.5}""", "take");
        await RefusedJsonAsync("""{"text": "hat", "filters": 3}""", "filters");
        await RefusedJsonAsync("""{"text": "hat", "filters": {"minPrice": -3}}""", "filters.minPrice");
        await RefusedJsonAsync("""{"text": "hat", "filters": {"maxPrice": 1e400}}""", "filters.maxPrice");
        await RefusedJsonAsync("{\"text\": ", "");
        await RefusedJsonAsync("", "");
        await RefusedJsonAsync("null", "");
        await RefusedJsonAsync(new string('[', 100_000), "");
        await RefusedJsonAsync(string.Concat(Enumerable.Repeat("{\"filters\":", 5_000)), "");
    }

    [Fact]
    public async Task Other_kinds_of_content_are_415()
    {
        foreach (var (path, type) in new[] { ("/api/search", "text/plain"), ("/api/search", "application/xml"), ("/api/search/image", "application/json"), ("/api/search/voice", "audio/wav") })
        {
            using var content = new StringContent("{}", Encoding.UTF8, type);
            var answer = await _shop.Client.PostAsync(path, content, Cancel);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
            await IsProblemAsync(answer);
        }
    }

    [Fact]
    public async Task A_hundred_megabytes_are_413()
    {
        foreach (var (path, type) in new[] { ("/api/search", "application/json"), ("/api/search/image", "multipart/form-data; boundary=x"), ("/api/search/voice", "multipart/form-data; boundary=x") })
        {
            using var content = new Zeros(100_000_000);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
            request.Headers.ExpectContinue = true;
            var answer = await _shop.Client.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }

    }

    [Fact]
    public async Task A_picture_that_claims_to_be_huge_is_not_decoded()
    {
        // A PNG header that says 60,000 x 60,000.
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0, 0, 0, 0, 0];
        using var zipped = new MemoryStream();
        await using (var zlib = new ZLibStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            await zlib.WriteAsync(new byte[1_000_000], Cancel);
        }

        await RefusedJsonAsync($$"""{"image": "{{Convert.ToBase64String([.. png, .. zipped.ToArray()])}}"}""", "image");
    }

    [Fact]
    public async Task Random_requests_never_end_in_500()
    {
        var random = new Random(11);
        string[] names = ["q", "take", "category", "type", "colour", "minPrice", "maxPrice", "available", "anonymousId", "cohort", "$", "q[]", ""];
        string[] values = ["", "hat", "1", "-1", "1e308", "NaN", "true", "null", "%00", "%FF%FE", "%ED%A0%80", "..%2F..%2F", "';--", "shirt:*%26!(red)", "%F0%9F%91%92", "{\"a\":[]}", "9999999999999999999", "0x10", "%E2%80%AE"];
        for (var i = 0; i < 400; i++)
        {
            var query = string.Join('&', Enumerable.Range(0, random.Next(1, 6)).Select(_ => names[random.Next(names.Length)] + "=" + values[random.Next(values.Length)]));
            var answer = await _shop.Client.GetAsync("/api/search?" + query, Cancel);
            Assert.True((int)answer.StatusCode < 500, $"{query}: {answer.StatusCode}");
        }

        string[] parts = ["{", "}", "[", "]", "\"text\"", ":", ",", "\"hat\"", "\"image\"", "\"filters\"", "null", "1", "-", "e", "\"", "\\u0000", "\\ud800", "true", "\"take\"", " "];
        for (var i = 0; i < 400; i++)
        {
            using var content = new StringContent(string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => parts[random.Next(parts.Length)])), Encoding.UTF8, "application/json");
            var answer = await _shop.Client.PostAsync("/api/search", content, Cancel);
            Assert.True((int)answer.StatusCode < 500, $"{await content.ReadAsStringAsync(Cancel)}: {answer.StatusCode}");
        }

        foreach (var path in new[] { "/api/items/%00", "/api/items/..%2f..%2fetc", "/api/items/%FF/similar", "/images/%00", "/images/..%2F..%2Fpasswd", "/api/items/" + new string('a', 5000), "/api/catalog/imports/99999999999999999999" })
        {
            var answer = await _shop.Client.GetAsync(path, Cancel);
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }
    }

    private async Task RefusedAsync(string query, string field)
    {
        var answer = await _shop.Client.GetAsync("/api/search?" + query, Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{query}: {answer.StatusCode}");
        Assert.Contains(field, await IsProblemAsync(answer), StringComparison.OrdinalIgnoreCase);
    }

    private async Task RefusedJsonAsync(string json, string field)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        var answer = await _shop.Client.PostAsync("/api/search", content, Cancel);
        var shown = json[..Math.Min(100, json.Length)];
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{shown}: {answer.StatusCode}");
        var problem = await IsProblemAsync(answer);
        Assert.True(problem.Contains(field, StringComparison.OrdinalIgnoreCase), $"{shown}: {problem}");
    }

    private static async Task<string> IsProblemAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(body);
        Assert.False(string.IsNullOrEmpty(problem.RootElement.GetProperty("title").GetString()));
        return body;
    }

    private sealed class Zeros(long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var chunk = new byte[64 * 1024];
            for (var sent = 0L; sent < length; sent += chunk.Length)
            {
                await stream.WriteAsync(chunk, Cancel);
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = (length + 65535) / 65536 * 65536;
            return true;
        }
    }
}
