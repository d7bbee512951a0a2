using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Serving;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.SearchApi.Speech;

/// <summary>Understands spoken queries: brings the recording into shape, tells the recogniser what the catalogue speaks of, and bounds how many run at once.</summary>
public sealed class SpeechRecogniser : IDisposable
{
    public const string HowToGet =
        "Install PocketSphinx (Debian, Ubuntu: apt-get install pocketsphinx pocketsphinx-en-us), or set Speech:Command to a program that prints what it hears, "
        + "for example \"my-recogniser {wav}\", or Speech:Endpoint to a service with OpenAI's transcription endpoint; then start the search API again.";

    // A recogniser needs a moment of silence to know what silence is.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private const string PocketSphinx = "pocketsphinx_continuous";
    // A catalogue has few words: there is time to look at more hypotheses than PocketSphinx does for a whole language.
    private static readonly string[] Thorough =
        ["-remove_noise", "no", "-topn", "8", "-maxhmmpf", "-1", "-beam", "1e-80", "-wbeam", "1e-60", "-pbeam", "1e-80"];

    private static readonly TimeSpan RebuildInterval = TimeSpan.FromMinutes(1);

    private readonly SpeechOptions _options;
    private readonly CatalogFollower _catalog;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string>? _command;
    private readonly ISpeechToTextClient? _client;
    private readonly SemaphoreSlim _running;
    private readonly SemaphoreSlim _building = new(1, 1);
    private PronouncingDictionary? _pronunciations;
    private CatalogSpeech? _speech;
    private DateTimeOffset _builtAt;

    public SpeechRecogniser(SpeechOptions options, CatalogFollower catalog, TimeProvider time, ILogger<SpeechRecogniser> logger)
    {
        (_options, _catalog, _time) = (options, catalog, time);
        _running = new(options.Parallel);
        if (options.Endpoint is { } endpoint)
        {
            // One's own servers come and go behind a name: connections are not kept for ever.
            var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = Timeout.InfiniteTimeSpan };
            _client = new TranscriptionClient(http, endpoint, options.Model, options.Key, options.TimeLimit, time, logger);
            return;
        }

        _command = Command(options);
        _client = _command is null ? null : new CommandSpeechToTextClient(_command, options.TimeLimit, logger);
    }

    public bool IsAvailable => _client is not null;

    /// <summary>What was said; empty when nothing was understood.</summary>
    /// <param name="wav">A WAV file of any rate.</param>
    /// <exception cref="InvalidSearchException">The recording cannot be read.</exception>
    /// <exception cref="SearchUnavailableException">The recogniser failed or took too long.</exception>
    public async Task<string> RecogniseAsync(byte[] wav, CancellationToken cancellationToken)
    {
        var audio = WavAudio.Write(WavAudio.Read(wav), Pause);
        await _running.WaitAsync(cancellationToken);
        try
        {
            var options = new SpeechToTextOptions { SpeechLanguage = "en", SpeechSampleRate = WavAudio.SampleRate };
            if (_command?.Any(a => a.Contains("{dictionary}", StringComparison.Ordinal)) == true)
            {
                var speech = await ExpectedAsync(cancellationToken);
                options.AdditionalProperties = new() { ["dictionary"] = speech.Dictionary, ["languageModel"] = speech.LanguageModel };
            }

            return (await _client!.GetTextAsync(new MemoryStream(audio), options, cancellationToken)).Text;
        }
        catch (Exception exception) when (exception is TimeoutException or IOException)
        {
            throw new SearchUnavailableException(exception.Message);
        }
        finally
        {
            _running.Release();
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _speech?.Dispose();
        _running.Dispose();
        _building.Dispose();
    }

    private async Task<CatalogSpeech> ExpectedAsync(CancellationToken cancellationToken)
    {
        await _building.WaitAsync(cancellationToken);
        try
        {
            var catalog = _catalog.Current;
            if (_speech is null || _speech.Revision != catalog.Revision && _time.GetUtcNow() - _builtAt > RebuildInterval)
            {
                _pronunciations ??= PronouncingDictionary.Load(_options.PronouncingDictionary);
                // Recognisers that run keep the old files open or have read them.
                var old = _speech;
                _speech = new CatalogSpeech(catalog, _pronunciations);
                _builtAt = _time.GetUtcNow();
                old?.Dispose();
            }

            return _speech;
        }
        finally
        {
            _building.Release();
        }
    }

    private static IReadOnlyList<string>? Command(SpeechOptions options)
    {
        IReadOnlyList<string> command = !string.IsNullOrWhiteSpace(options.Command) ? CommandSpeechToTextClient.Split(options.Command)
            : File.Exists(options.PronouncingDictionary)
                ? [PocketSphinx, "-infile", "{wav}", "-dict", "{dictionary}", "-lm", "{languageModel}", .. Thorough, "-logfn", "/dev/null"]
                : [PocketSphinx, "-infile", "{wav}", "-logfn", "/dev/null"];
        return IsInstalled(command[0]) ? command : null;
    }

    private static bool IsInstalled(string program) =>
        Path.IsPathFullyQualified(program)
            ? File.Exists(program)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
