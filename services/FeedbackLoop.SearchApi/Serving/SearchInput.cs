using FeedbackLoop.Contracts.Search;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>A query that passed validation.</summary>
public sealed record SearchInput
{
    /// <summary>One of <see cref="Contracts.Search.Modality"/>.</summary>
    public required string Modality { get; init; }

    /// <summary>Typed or transcribed; null for a picture alone.</summary>
    public string? Text { get; init; }

    /// <summary>The file's bytes, not yet decoded.</summary>
    public ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>An item whose likes are looked for; null for a query.</summary>
    public string? LikeItem { get; init; }

    public SearchFilters? Filters { get; init; }
    public required int Take { get; init; }
    public string? PersonId { get; init; }
    public required string Cohort { get; init; }
}
