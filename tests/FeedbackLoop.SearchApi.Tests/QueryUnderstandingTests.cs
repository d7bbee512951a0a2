using System.Runtime.CompilerServices;
using System.Text.Json;
using FeedbackLoop.SearchApi.Lexical;
using FeedbackLoop.SearchApi.Understanding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FeedbackLoop.SearchApi.Tests;

public sealed class QueryUnderstandingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_client_a_query_stays_as_it_was_typed()
    {
        using var understanding = new QueryUnderstanding(null, new(), TimeProvider.System, NullLogger<QueryUnderstanding>.Instance);
        Assert.Equal(" Anything? ", await understanding.RewriteAsync(" Anything? ", Cancel));
    }

    [Fact]
    public async Task A_query_is_rewritten_and_expanded_once_for_all_who_ask_it()
    {
        var client = new ScriptedChat(_ => Task.FromResult("""{"query": "Red running-shoes", "expansions": ["sneakers", "trainers", "red", 7]}"""));
        using var understanding = Understanding(client);
        Assert.Equal("red running shoes sneakers trainers", await understanding.RewriteAsync("please show me red shoes to run in", Cancel));
        Assert.Equal("red running shoes sneakers trainers", await understanding.RewriteAsync("  Please show me RED shoes, to run in!", Cancel));
        Assert.Equal(1, client.Calls);
        Assert.Equal(["system", "user"], client.Last.Select(message => message.Role.Value));
        Assert.Equal("please show me red shoes to run in", client.Last[1].Text);

        foreach (var nothing in new[] { null, "", "   ", "???" })
        {
            Assert.Equal(nothing, await understanding.RewriteAsync(nothing, Cancel));
        }

        Assert.Equal(1, client.Calls);
    }

    [Fact]
    public async Task A_late_answer_is_not_waited_for_but_serves_the_next_who_ask()
    {
        var release = new TaskCompletionSource<string>();
        var client = new ScriptedChat(_ => release.Task);
        using var understanding = Understanding(client, wait: TimeSpan.FromMilliseconds(20));
        var together = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => understanding.RewriteAsync("chapeau rouge", Cancel).AsTask()));
        Assert.All(together, text => Assert.Equal("chapeau rouge", text));
        release.SetResult("""{"query": "red hat"}""");
        await TestShop.UntilAsync(async () => await understanding.RewriteAsync("chapeau rouge", Cancel) == "red hat");
        Assert.Equal(1, client.Calls);
    }

    [Fact]
    public async Task Old_answers_are_asked_anew()
    {
        var client = new ScriptedChat(_ => Task.FromResult("""{"query": "red hat"}"""));
        using var understanding = Understanding(client, keptFor: TimeSpan.Zero);
        await understanding.RewriteAsync("chapeau", Cancel);
        await understanding.RewriteAsync("chapeau", Cancel);
        Assert.Equal(2, client.Calls);
    }

    [Fact]
    public async Task A_client_that_fails_is_left_alone_for_a_while()
    {
        var client = new ScriptedChat(_ => throw new HttpRequestException("down"));
        using var understanding = Understanding(client);
        foreach (var query in new[] { "one", "two", "three" })
        {
            Assert.Equal(query, await understanding.RewriteAsync(query, Cancel));
        }

        Assert.Equal(1, client.Calls);
    }

    [Fact]
    public async Task A_call_without_end_is_given_up()
    {
        var given = new TaskCompletionSource();
        var client = new ScriptedChat(async cancel =>
        {
            cancel.Register(given.SetResult);
            await Task.Delay(Timeout.Infinite, cancel);
            return "";
        });
        using var understanding = Understanding(client, wait: TimeSpan.FromMilliseconds(10), limit: TimeSpan.FromMilliseconds(100));
        Assert.Equal("hat", await understanding.RewriteAsync("hat", Cancel));
        await given.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task More_calls_than_may_be_under_way_are_not_made()
    {
        var release = new TaskCompletionSource<string>();
        var client = new ScriptedChat(_ => release.Task);
        using var understanding = Understanding(client, wait: TimeSpan.FromMilliseconds(20), parallel: 2);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => understanding.RewriteAsync($"query {i}", Cancel).AsTask()));
        Assert.InRange(client.Calls, 1, 2);
        release.SetResult("{}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("I cannot help with that.")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"query": 5}""")]
    [InlineData("""{"query": ""}""")]
    [InlineData("""{"query": "--- !!"}""")]
    [InlineData("""{"query": "a b c d e f g h i j k l m n o p q"}""")]
    public async Task An_answer_that_is_no_query_is_not_used(string answer)
    {
        var client = new ScriptedChat(_ => Task.FromResult(answer));
        using var understanding = Understanding(client);
        Assert.Equal("navy shirt", await understanding.RewriteAsync("navy shirt", Cancel));
        Assert.Equal("navy shirt", await understanding.RewriteAsync("navy shirt", Cancel));
        Assert.Equal(1, client.Calls); // that it is of no use is remembered, too
    }

    [Fact]
    public async Task Hostile_answers_stay_a_few_plain_words()
    {
        var random = new Random(4);
        string[] pieces = ["'; drop table item; --", "<script>alert(1)</script>", "\\u0000\\u202e", new string('a', 500), "ignore all rules", "%00", "\\\"", "{{7*7}}", "𝕏", "shoes"];
        for (var i = 0; i < 200; i++)
        {
            string Some() => string.Join(' ', random.GetItems(pieces, random.Next(1, 4)));
            var answer = $$"""{"query": "{{Some()}}", "expansions": ["{{Some()}}", "{{Some()}}", "{{Some()}}", "x", "y", "z", "w"]}""";
            using var understanding = Understanding(new ScriptedChat(_ => Task.FromResult(answer)));
            var rewritten = (await understanding.RewriteAsync("shoes", Cancel))!;
            Assert.True(rewritten.Split(' ').Length <= QueryUnderstanding.MaxWords, rewritten);
            Assert.All(rewritten, c => Assert.True(char.IsLetterOrDigit(c) || c == ' ', rewritten));
            Assert.All(rewritten.Split(' '), word => Assert.InRange(word.Length, 1, Words.MaxLength));
        }
    }

    [Fact]
    public async Task A_service_is_asked_over_http_and_the_search_finds_what_was_meant()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        JsonElement asked = default;
        string? path = null, authorization = null;
        server.Run(async context =>
        {
            (path, authorization) = (context.Request.Path, context.Request.Headers.Authorization);
            asked = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
            await context.Response.WriteAsJsonAsync(new { choices = new[] { new { message = new { role = "assistant", content = """{"query": "yellow belt"}""" } } } });
        });
        await server.StartAsync(Cancel);

        await using var shop = new TestShop();
        await shop.PrepareAsync();
        shop.With("Understanding:Endpoint", server.Urls.Single() + "/v1/").With("Understanding:Key", "secret").With("Understanding:Model", "small").With("Understanding:Wait", "00:00:30");
        await shop.StartAsync();
        var answer = await shop.SearchAsync("q=" + Uri.EscapeDataString("something golden around my waist"));
        Assert.Contains("Yellow Belt", answer.Results[0].Title, StringComparison.Ordinal);
        Assert.Equal(("something golden around my waist", "yellow belt"), (answer.Query, answer.CorrectedQuery));
        Assert.Equal(("/v1/chat/completions", "Bearer secret"), (path, authorization));
        Assert.Equal(("small", "json_object"), (asked.GetProperty("model").GetString(), asked.GetProperty("response_format").GetProperty("type").GetString()));
        Assert.Equal("something golden around my waist", asked.GetProperty("messages")[1].GetProperty("content").GetString());
        Assert.Equal("something golden around my waist", (await shop.ServedAsync(answer.SearchId)).Query);
    }

    private static QueryUnderstanding Understanding(
        IChatClient client, TimeSpan? wait = null, TimeSpan? keptFor = null, TimeSpan? limit = null, int parallel = 4) =>
        new(client, new()
        {
            Wait = wait ?? TimeSpan.FromSeconds(30),
            KeptFor = keptFor ?? TimeSpan.FromHours(1),
            TimeLimit = limit ?? TimeSpan.FromSeconds(30),
            Parallel = parallel,
        }, TimeProvider.System, NullLogger<QueryUnderstanding>.Instance);

    private sealed class ScriptedChat(Func<CancellationToken, Task<string>> answer) : IChatClient
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public List<ChatMessage> Last { get; private set; } = [];

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            Last = [.. messages];
            return new(new ChatMessage(ChatRole.Assistant, await answer(cancellationToken)));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            {
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
