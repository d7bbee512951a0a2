using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FeedbackLoop.Contracts.Events;

namespace FeedbackLoop.EventCollector.Tests;

/// <summary>The wire format as senders use it, over HTTP and into a real database.</summary>
public sealed class TrackingTests(CollectorFactory collector) : IClassFixture<CollectorFactory>
{
    private readonly HttpClient _client = collector.CreateClient();
    private readonly string _id = Guid.NewGuid().ToString("N");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/track", """ "event":"Anything","userId":"u" """, "Anything")]
    [InlineData("/v1/t", """ "event":"Anything","anonymousId":"a" """, "Anything")]
    [InlineData("/v1/page", """ "userId":"u","name":"Home" """, "page")]
    [InlineData("/v1/p", """ "userId":"u" """, "page")]
    [InlineData("/v1/screen", """ "userId":"u" """, "screen")]
    [InlineData("/v1/s", """ "userId":"u" """, "screen")]
    [InlineData("/v1/identify", """ "userId":"u","traits":{"plan":"pro"} """, "identify")]
    [InlineData("/v1/i", """ "userId":"u" """, "identify")]
    [InlineData("/v1/group", """ "userId":"u","groupId":"g" """, "group")]
    [InlineData("/v1/g", """ "anonymousId":"a","groupId":"g" """, "group")]
    [InlineData("/v1/alias", """ "userId":"u","previousId":"a" """, "alias")]
    [InlineData("/v1/a", """ "userId":"u","previousId":"a" """, "alias")]
    [InlineData("/v1/batch", """ "batch":[{"type":"track","event":"Anything","userId":"u","messageId":"ID"}] """, "Anything")]
    [InlineData("/v1/b", """ "batch":[{"type":"screen","userId":"u","messageId":"ID"}] """, "screen")]
    [InlineData("/v1/import", """ "batch":[{"type":"page","userId":"u","messageId":"ID"}] """, "page")]
    [InlineData("/beacon/v1/batch", """ "batch":[{"type":"alias","userId":"u","previousId":"a","messageId":"ID"}] """, "alias")]
    public async Task Every_call_of_the_spec_reaches_the_log(string path, string fields, string name)
    {
        var response = await PostAsync(path, "{" + fields.Replace("ID", _id, StringComparison.Ordinal) + $$""","messageId":"{{_id}}"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"success":true}""", await response.Content.ReadAsStringAsync(Cancel));
        var row = Assert.Single(await RowsAsync());
        Assert.Equal(name, row.Name);
    }

    [Fact]
    public async Task An_event_is_kept_as_it_came_with_what_joins_it()
    {
        var json = $$"""
            { "context": {"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}, "properties": {"position":3, "search_id":"s-1",
              "product_id":"p-1", "extra": [1, {"größe":"😀"}]}, "event":"Product Clicked", "anonymousId":"a-1", "userId":"u-1", "messageId":"{{_id}}" }
            """;
        await PostAsync("/v1/track", json);
        var row = Assert.Single(await RowsAsync());
        Assert.Equal("u-1", row.PersonId);
        Assert.Equal("s-1", row.SearchId);
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", row.TraceParent);
        Assert.Equal(json.Trim(), row.Payload);
        Assert.Equal(row.ReceivedAt, row.OccurredAt);
    }

    [Fact]
    public async Task The_request_s_trace_is_kept_when_the_event_has_none()
    {
        using var request = Request("/v1/track", Click());
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Assert.True((await _client.SendAsync(request, Cancel)).IsSuccessStatusCode);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Assert.Single(await RowsAsync()).TraceParent);
    }

    [Fact]
    public async Task A_wrong_clock_is_corrected_by_when_it_was_sent()
    {
        // Sent 90 s after it happened, by a clock that is years off; in a batch whose sentAt comes last.
        await PostAsync("/v1/batch", $$"""
            {"batch":[{"type":"track","event":"E","userId":"u","messageId":"{{_id}}-1","timestamp":"2001-01-01T00:00:00.000Z"},
                      {"type":"track","event":"E","userId":"u","messageId":"{{_id}}-2","originalTimestamp":"2001-01-01T00:01:00Z","timestamp":"1999-01-01T00:00:00Z"},
                      {"type":"track","event":"E","userId":"u","messageId":"{{_id}}-3","timestamp":"2001-01-01T00:01:31Z"}],
             "sentAt":"2001-01-01T02:01:30.000+02:00"}
            """);
        var rows = await RowsAsync();
        Assert.Equal([90, 30, 0], rows.Select(row => (row.ReceivedAt - row.OccurredAt).TotalSeconds));
    }

    [Fact]
    public async Task Repeats_are_kept_once()
    {
        var click = Click();
        Assert.True((await PostAsync("/v1/track", click)).IsSuccessStatusCode);
        Assert.True((await PostAsync("/v1/track", click)).IsSuccessStatusCode);
        Assert.True((await PostAsync("/v1/batch", $$"""{"batch":[{{Typed(click)}},{{Typed(click)}}]}""")).IsSuccessStatusCode);
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task An_event_without_message_id_gets_one()
    {
        var search = $"s-{_id}";
        await PostAsync("/v1/track", $$$"""{"event":"Product Clicked","userId":"u","properties":{"product_id":"p","search_id":"{{{search}}}"}}""");
        await PostAsync("/v1/track", $$$"""{"event":"Product Clicked","userId":"u","messageId":null,"properties":{"product_id":"p","search_id":"{{{search}}}"}}""");
        await using var command = collector.Database.DataSource.CreateCommand($"select count(distinct message_id) from event_log where search_id = '{search}'");
        Assert.Equal(2L, await command.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task Gzip_is_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Click()), Cancel);
        }

        // The content type is what axios makes of a buffer.
        using var request = Request("/v1/track", new ByteArrayContent(packed.ToArray()), "application/x-www-form-urlencoded");
        request.Content!.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(HttpStatusCode.OK, (await _client.SendAsync(request, Cancel)).StatusCode);
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task A_gzip_bomb_and_broken_gzip_are_refused()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[50_000_000], Cancel);
        }

        foreach (var (bytes, status) in new[] { (packed.ToArray(), HttpStatusCode.RequestEntityTooLarge), ([1, 2, 3, 4], HttpStatusCode.BadRequest) })
        {
            using var request = Request("/v1/batch", new ByteArrayContent(bytes));
            request.Content!.Headers.ContentEncoding.Add("gzip");
            Assert.Equal(status, (await _client.SendAsync(request, Cancel)).StatusCode);
        }
    }

    [Fact]
    public async Task Another_encoding_is_told_so()
    {
        using var request = Request("/v1/track", Click());
        request.Content!.Headers.ContentEncoding.Add("br");
        await ProblemAsync(await _client.SendAsync(request, Cancel), HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task The_write_key_may_come_in_header_query_or_body()
    {
        var inBody = Click()[..^1] + $$""","writeKey":"{{CollectorFactory.WriteKey}}"}""";
        foreach (var (path, body) in new[] { ($"/v1/track?writeKey={CollectorFactory.WriteKey}", Click()), ("/v1/track", inBody) })
        {
            using var beacon = new StringContent(body, Encoding.UTF8, "text/plain");
            Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync(path, beacon, Cancel)).StatusCode);
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", "Basic d3Jvbmc6")]
    [InlineData("", "Basic !!!")]
    [InlineData("", "Basic")]
    [InlineData("", "Bearer write-key-of-the-tests")]
    [InlineData("?writeKey=wrong", "")]
    public async Task A_wrong_write_key_is_told_so_and_stores_nothing(string query, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/track" + query) { Content = new StringContent(Click()) };
        if (authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        var response = await _client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task A_batch_keeps_its_good_events_and_lists_the_others()
    {
        var response = await PostAsync("/v1/batch", $$$"""
            {"batch":[{"type":"track","event":"E","userId":"u","messageId":"{{{_id}}}-1"},
                      {"type":"track","userId":"u","messageId":"{{{_id}}}-2"}, 17,
                      {"type":"track","event":"E","userId":"u","messageId":"{{{_id}}}-3","properties":{"big":"{{{new string('x', 33_000)}}}"}},
                      {"type":"page","userId":"u","messageId":"{{{_id}}}-4"}]}
            """);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.Equal(
            ["1 batch[1].event", "2 batch[2]", "3 batch[3]"],
            answer.GetProperty("refused").EnumerateArray().Select(r => $"{r.GetProperty("index")} {r.GetProperty("field")}"));
        Assert.Equal([$"{_id}-1", $"{_id}-4"], (await RowsAsync()).Select(row => row.MessageId));

        var refused = await RefusedAsync(r => r.Payload.Contains(_id, StringComparison.Ordinal), 2);
        Assert.Equal(["batch[3]", "batch[1].event"], refused.Select(r => r.Field));
        Assert.InRange(refused[0].Payload.Length, 1, 4_200);
    }

    [Theory]
    [InlineData("""{"event":"E","userId":"u","properties":{}""", "body")]
    [InlineData("""{"event":"E","userId":"u"} {}""", "body")]
    [InlineData("""[1]""", "body")]
    [InlineData("", "body")]
    [InlineData("""{"event":"E","userId":"\ud800"}""", "userId")]
    [InlineData("""{"event":"E","userId":"\u0000"}""", "userId")]
    [InlineData("""{"event":"E\u0000","userId":"u"}""", "event")]
    [InlineData("""{"\ud800":1,"event":"E","userId":"u"}""", "body")]
    public async Task A_single_event_that_cannot_be_kept_names_its_fault(string body, string field)
    {
        var problem = await ProblemAsync(await PostAsync("/v1/track", body), HttpStatusCode.BadRequest);
        Assert.Contains(field, problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Fact]
    public async Task Bytes_that_are_not_text_are_refused()
    {
        using var request = Request("/v1/track", new ByteArrayContent([.. "{\"event\":\"E\",\"userId\":\""u8, 0xff, 0xfe, .. "\"}"u8]));
        await ProblemAsync(await _client.SendAsync(request, Cancel), HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/v1/track", 32 * 1024 + 1)]
    [InlineData("/v1/batch", 500 * 1024 + 1)]
    public async Task A_body_over_the_limit_is_refused_at_once(string path, int size)
    {
        var problem = await ProblemAsync(await PostAsync(path, new string(' ', size)), HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains("body", problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));

        using var chunked = Request(path, new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(new string(' ', size)))));
        chunked.Headers.TransferEncodingChunked = true;
        await ProblemAsync(await _client.SendAsync(chunked, Cancel), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_batch_takes_2500_events_and_no_more()
    {
        string Batch(int count) => "{\"batch\":[" + string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"type":"page","userId":"u","messageId":"{{_id}}-{{i}}"}""")) + "]}";
        await ProblemAsync(await PostAsync("/v1/batch", Batch(2_501)), HttpStatusCode.BadRequest);
        Assert.Empty(await RowsAsync());
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/v1/batch", Batch(2_500))).StatusCode);
        Assert.Equal(2_500, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_send()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/track");
        preflight.Headers.Add("Origin", "https://shop.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,anonymousid");
        var allowed = await _client.SendAsync(preflight, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("https://shop.example", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("anonymousid", allowed.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);

        using var request = Request("/v1/track", Click());
        request.Headers.Add("Origin", "https://shop.example");
        var answer = await _client.SendAsync(request, Cancel);
        Assert.Equal("https://shop.example", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Refused_events_are_for_operators_and_come_in_pages()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/api/events/refused", Cancel)).StatusCode);
        for (var i = 0; i < 3; i++)
        {
            await PostAsync("/v1/track", $$"""{"event":"","userId":"{{_id}}","messageId":"{{i}}"}""");
        }

        var all = await RefusedAsync(r => r.Payload.Contains(_id, StringComparison.Ordinal), 3);
        Assert.Equal(all.Select(r => r.Id).OrderDescending(), all.Select(r => r.Id));
        var rest = await GetRefusedAsync($"?take=1&before={all[1].Id}");
        Assert.Equal(all[2], Assert.Single(rest));
        await ProblemAsync(await OperatorGetAsync("/api/events/refused?take=0"), HttpStatusCode.BadRequest);
        await ProblemAsync(await OperatorGetAsync("/api/events/refused?take=x"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_status_counts_what_came()
    {
        var name = $"E {_id}";
        var before = await _client.GetFromJsonAsync<CollectorStatus>("/api/events/status", Cancel);
        await PostAsync("/v1/batch", $$"""{"batch":[{"type":"track","event":"{{name}}","userId":"u","messageId":"{{_id}}"},{"type":"nothing"}]}""");
        await PostAsync("/v1/track", $$"""{"event":"{{name}}","userId":"u","messageId":"{{_id}}"}""");
        var after = await _client.GetFromJsonAsync<CollectorStatus>("/api/events/status", Cancel);
        Assert.Equal(1, after!.AcceptedByName[name]);
        Assert.True(after.Accepted >= before!.Accepted + 1);
        Assert.True(after.Duplicates >= before.Duplicates + 1);
        Assert.True(after.Refused >= before.Refused + 1);
        Assert.NotNull(after.LastEventAt);
    }

    [Fact]
    public async Task Browser_sdks_are_told_where_to_send()
    {
        var settings = await _client.GetFromJsonAsync<JsonElement>($"/v1/projects/{CollectorFactory.WriteKey}/settings", Cancel);
        Assert.EndsWith("/v1", settings.GetProperty("integrations").GetProperty("Segment.io").GetProperty("apiHost").GetString(), StringComparison.Ordinal);
        var source = await _client.GetFromJsonAsync<JsonElement>($"/sourceConfig/?p=npm&v=3&writeKey={CollectorFactory.WriteKey}", Cancel);
        Assert.True(source.GetProperty("source").GetProperty("enabled").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/v1/projects/wrong/settings", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/sourceConfig?writeKey=wrong", Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_calls_are_described_by_OpenAPI()
    {
        var document = await _client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancel);
        var track = document.GetProperty("paths").GetProperty("/v1/track").GetProperty("post");
        Assert.Equal("Track", track.GetProperty("operationId").GetString());
        foreach (var status in new[] { "200", "400", "401", "413", "503" })
        {
            Assert.True(track.GetProperty("responses").TryGetProperty(status, out _), status);
        }
    }

    private string Click() => $$$"""{"event":"Product Clicked","anonymousId":"a","messageId":"{{{_id}}}","properties":{"search_id":"s","product_id":"p","position":1}}""";

    private static string Typed(string single) => """{"type":"track",""" + single[1..];

    private static HttpRequestMessage Request(string path, string body) => Request(path, new StringContent(body, Encoding.UTF8));

    private static HttpRequestMessage Request(string path, HttpContent content, string contentType = "application/json")
    {
        content.Headers.ContentType = new(contentType);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(CollectorFactory.WriteKey + ":")));
        return request;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var request = Request(path, body);
        return await _client.SendAsync(request, Cancel);
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private Task<List<LoggedRow>> RowsAsync() => LoggedRow.FindAsync(collector.Database.DataSource, _id, Cancel);

    private async Task<HttpResponseMessage> OperatorGetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Operator-Key", CollectorFactory.OperatorKey);
        return await _client.SendAsync(request, Cancel);
    }

    private async Task<List<RefusedEvent>> GetRefusedAsync(string query) =>
        (await (await OperatorGetAsync("/api/events/refused" + query)).Content.ReadFromJsonAsync<List<RefusedEvent>>(Cancel))!;

    /// <summary>Refused events are stored a moment after the answer.</summary>
    private async Task<List<RefusedEvent>> RefusedAsync(Predicate<RefusedEvent> wanted, int count)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            var found = (await GetRefusedAsync("?take=200")).FindAll(wanted);
            if (found.Count >= count)
            {
                return found;
            }

            await Task.Delay(20, deadline.Token);
        }
    }
}
