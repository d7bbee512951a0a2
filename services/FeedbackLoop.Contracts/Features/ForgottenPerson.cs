namespace FeedbackLoop.Contracts.Features;

/// <summary>Answer of DELETE /api/people/{personId}.</summary>
public sealed record ForgottenPerson
{
    /// <summary>Events erased from the log.</summary>
    public required long Events { get; init; }

    /// <summary>Searches, open and closed, that were erased.</summary>
    public required long Searches { get; init; }

    /// <summary>Versions of the models whose data set held an example of this person. Sums over many people (features, metrics) name nobody and stay.</summary>
    public required IReadOnlyList<string> ModelsThatLearned { get; init; }
}
