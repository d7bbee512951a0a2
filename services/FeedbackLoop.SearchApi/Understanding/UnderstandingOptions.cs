using System.ComponentModel.DataAnnotations;

namespace FeedbackLoop.SearchApi.Understanding;

/// <summary>Configuration section "Understanding": a language model that rewrites queries. Off unless an endpoint is set.</summary>
public sealed class UnderstandingOptions
{
    public const string Section = "Understanding";

    /// <summary>A service with OpenAI's chat endpoint, by its base address (https://api.openai.com/v1). Null: queries are searched as they were typed.</summary>
    public Uri? Endpoint { get; init; }

    [Required]
    public string Model { get; init; } = "gpt-4o-mini";

    /// <summary>The service's key: a secret, so give it as Understanding__Key in the environment or in user secrets.</summary>
    public string? Key { get; init; }

    /// <summary>A search waits this long for a rewriting that is not known yet; then the query is searched as it was typed, and the next one like it gets the rewriting.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After this an unanswered call is given up.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After a failure nothing is asked for so long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a rewriting is used.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Rewritings that are remembered.</summary>
    [Range(1, 1_000_000)]
    public int Kept { get; init; } = 10_000;

    /// <summary>Calls that may be under way; a query beyond them is searched as it was typed.</summary>
    [Range(1, 256)]
    public int Parallel { get; init; } = 4;
}
