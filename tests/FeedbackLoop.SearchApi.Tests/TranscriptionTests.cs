using System.Net;
using FeedbackLoop.SearchApi.Speech;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>The transcription client against a server of the test's own, which plays the service and looks at what it is sent.</summary>
public sealed class TranscriptionTests : IAsyncLifetime
{
    private readonly WebApplication _server;
    private RequestDelegate _answer = context => context.Response.WriteAsync("""{"text": " Navy  blue\nshirt. "}""");
    private IFormCollection _form = null!;
    private byte[] _audio = [];
    private string? _authorization, _path;

    public TranscriptionTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async context =>
        {
            (_path, _authorization) = (context.Request.Path + context.Request.QueryString.Value, context.Request.Headers.Authorization);
            _form = await context.Request.ReadFormAsync();
            using var audio = new MemoryStream();
            await _form.Files.Single().CopyToAsync(audio);
            _audio = audio.ToArray();
            await _answer(context);
        });
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Asks_as_the_endpoint_wants_to_be_asked()
    {
        using var client = Client("/v1/");
        var wav = WavAudio.Write(new float[160], TimeSpan.Zero);
        var said = await client.GetTextAsync(new MemoryStream(wav), new SpeechToTextOptions { SpeechLanguage = "en" }, Cancel);

        Assert.Equal("Navy blue shirt.", said.Text);
        Assert.Equal(("/v1/audio/transcriptions", "Bearer secret"), (_path, _authorization));
        Assert.Equal([("language", "en"), ("model", "whisper-1"), ("response_format", "json")],
            _form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => (field.Key, field.Value.ToString())));
        var file = Assert.Single(_form.Files);
        Assert.Equal(("file", "speech.wav", "audio/wav"), (file.Name, file.FileName, file.ContentType));
        Assert.Equal(wav, _audio);
    }

    [Fact]
    public async Task The_endpoints_own_address_is_taken_as_it_is()
    {
        using var client = Client("/openai/deployments/whisper/audio/transcriptions?api-version=2024-10-21");
        await client.GetTextAsync(new MemoryStream([1]), null, Cancel);
        Assert.Equal("/openai/deployments/whisper/audio/transcriptions?api-version=2024-10-21", _path);
        Assert.False(_form.ContainsKey("language"));
    }

    [Theory]
    [InlineData(401, """{"error": {"message": "Incorrect API key provided: secret"}}""", "refused with 401")]
    [InlineData(500, "", "refused with 500")]
    [InlineData(200, "<html>", "holds no text")]
    [InlineData(200, """{"segments": []}""", "holds no text")]
    [InlineData(200, """{"text": 7}""", "holds no text")]
    [InlineData(200, "[]", "holds no text")]
    public async Task What_goes_wrong_is_told_without_what_is_secret(int status, string answer, string told)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(answer);
        };
        using var client = Client("/v1");
        var failure = await Assert.ThrowsAsync<IOException>(() => client.GetTextAsync(new MemoryStream([1]), null, Cancel));
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off()
    {
        _answer = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string('a', 10_000));
            }
        };
        using var client = Client("/v1");
        Assert.Contains("too long", (await Assert.ThrowsAsync<IOException>(() => client.GetTextAsync(new MemoryStream([1]), null, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_given_up_and_a_person_who_left_is_not_waited_for()
    {
        var asked = new TaskCompletionSource();
        _answer = context =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using (var client = Client("/v1", TimeSpan.FromMilliseconds(200)))
        {
            await Assert.ThrowsAsync<TimeoutException>(() => client.GetTextAsync(new MemoryStream([1]), null, Cancel));
        }

        using var patient = Client("/v1");
        using var left = new CancellationTokenSource();
        asked = new TaskCompletionSource();
        var call = patient.GetTextAsync(new MemoryStream([1]), null, left.Token);
        await asked.Task;
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_told()
    {
        using var client = Client("/v1");
        await _server.StopAsync(Cancel);
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<IOException>(() => client.GetTextAsync(new MemoryStream([1]), null, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spoken_queries_reach_the_service_and_find_what_was_said()
    {
        await using var shop = new TestShop();
        await shop.PrepareAsync();
        shop.With("Speech:Endpoint", _server.Urls.Single() + "/v1").With("Speech:Key", "secret").With("Speech:Model", "large");
        await shop.StartAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(WavAudio.Write(new float[16000], TimeSpan.Zero)) { Headers = { ContentType = new("audio/wav") } }, "audio", "voice.wav" } };
        var answer = await shop.Client.PostAsync("/api/search/voice", form, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Navy Blue Shirt", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("large", _form["model"]);
    }

    private TranscriptionClient Client(string path, TimeSpan? limit = null) =>
        new(new HttpClient(), new Uri(_server.Urls.Single() + path), "whisper-1", "secret", limit ?? TimeSpan.FromSeconds(30), TimeProvider.System, NullLogger.Instance);
}
