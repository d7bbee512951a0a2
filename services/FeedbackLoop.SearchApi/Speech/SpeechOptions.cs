using System.ComponentModel.DataAnnotations;

namespace FeedbackLoop.SearchApi.Speech;

/// <summary>Configuration section "Speech".</summary>
public sealed class SpeechOptions
{
    public const string Section = "Speech";

    /// <summary>The command that writes what it hears to its standard output. {wav} is replaced by a file of 16 kHz mono 16-bit PCM; {dictionary} and
    /// {languageModel} by files made of the catalogue's words. Without a value: PocketSphinx, where it is found on PATH.</summary>
    public string? Command { get; init; }

    /// <summary>A CMU pronouncing dictionary; without one the command's own vocabulary is used.</summary>
    public string PronouncingDictionary { get; init; } = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict";

    /// <summary>A command that takes longer is killed.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Commands that may run at once; others wait.</summary>
    [Range(1, 64)]
    public int Parallel { get; init; } = 2;
}
