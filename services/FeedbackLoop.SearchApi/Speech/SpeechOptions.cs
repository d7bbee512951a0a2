using System.ComponentModel.DataAnnotations;

namespace FeedbackLoop.SearchApi.Speech;

/// <summary>Configuration section "Speech".</summary>
public sealed class SpeechOptions
{
    public const string Section = "Speech";

    /// <summary>A service with OpenAI's transcription endpoint, by its base address (https://api.openai.com/v1) or the endpoint's own. When set, it is asked instead of the
    /// command.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>What the service is asked for.</summary>
    [Required]
    public string Model { get; init; } = "whisper-1";

    /// <summary>The service's key: a secret, so give it as Speech__Key in the environment or in user secrets.</summary>
    public string? Key { get; init; }

    /// <summary>The command that writes what it hears to its standard output. {wav} is replaced by a file of 16 kHz mono 16-bit PCM; {dictionary} and
    /// {languageModel} by files made of the catalogue's words. Without a value: PocketSphinx, where it is found on PATH.</summary>
    public string? Command { get; init; }

    /// <summary>A CMU pronouncing dictionary; without one the command's own vocabulary is used.</summary>
    public string PronouncingDictionary { get; init; } = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict";

    /// <summary>A command that takes longer is killed, a call to the service given up.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Commands or calls that may run at once; others wait.</summary>
    [Range(1, 64)]
    public int Parallel { get; init; } = 2;
}
