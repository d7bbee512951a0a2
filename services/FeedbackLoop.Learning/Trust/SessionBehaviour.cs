namespace FeedbackLoop.Learning.Trust;

/// <summary>How a person behaved in one session, as the trust rules need it.</summary>
public sealed record SessionBehaviour
{
    /// <summary>Who; anonymous or not.</summary>
    public required string Person { get; init; }

    /// <summary>Searches in the session.</summary>
    public required int Searches { get; init; }

    /// <summary>Results shown.</summary>
    public required int Impressions { get; init; }

    /// <summary>Clicks.</summary>
    public required int Clicks { get; init; }

    /// <summary>Seconds from the first event to the last.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds between consecutive events, in order; empty when unknown.</summary>
    public IReadOnlyList<double> Gaps { get; init; } = [];

    /// <summary>Visible dwell seconds of each click; empty when unknown.</summary>
    public IReadOnlyList<double> Dwells { get; init; } = [];
}
