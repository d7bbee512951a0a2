namespace FeedbackLoop.Learning.Trust;

/// <summary>How <see cref="ClickTrust"/> judges.</summary>
public sealed record ClickTrustOptions
{
    /// <summary>A person is distrusted when the chance of their clicks is bounded by this. The bound is loose, so that far fewer honest people reach it.</summary>
    public double Alpha { get; init; } = 0.02;

    /// <summary>Relevance that anything may have for anybody: a person whose taste is not the crowd's is not an attacker. The test is of where people
    /// look, and only above this of what they like.</summary>
    public double Tolerance { get; init; } = 0.5;

    /// <summary>A person is distrusted when they belong to a group that forges with more than this chance.</summary>
    public double MostMembership { get; init; } = 0.5;

    /// <summary>Most rounds; fewer when the verdicts settle.</summary>
    public int Rounds { get; init; } = 6;
}
