namespace FeedbackLoop.Contracts.Search;

/// <summary>Body of POST /api/search. At least one of <see cref="Text"/> and <see cref="Image"/> is needed.</summary>
public sealed record SearchRequest
{
    /// <summary>1 to 500 characters.</summary>
    public string? Text { get; init; }

    /// <summary>JPEG, PNG or WebP, base64, at most 8 MB decoded.</summary>
    public string? Image { get; init; }

    public SearchFilters? Filters { get; init; }

    /// <summary>1 to 100; 24 when absent.</summary>
    public int? Take { get; init; }

    /// <summary>The person's anonymous id (Segment's anonymousId), at most 128 characters; also accepted as header X-Anonymous-Id.</summary>
    public string? AnonymousId { get; init; }

    /// <summary>"phone", "desktop" or another cohort name, at most 32 characters.</summary>
    public string? Cohort { get; init; }
}
