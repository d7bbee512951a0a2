namespace FeedbackLoop.Learning.Trust;

/// <summary>Whose clicks count.</summary>
/// <param name="Trusted">One entry per person.</param>
/// <param name="Alone">People whose own clicks are no person's.</param>
/// <param name="Together">People who click the same results more often than people can.</param>
/// <param name="ClicksLeftOut">Clicks of both.</param>
/// <param name="Rounds">Rounds until the verdicts settled.</param>
public sealed record ClickTrustReport(bool[] Trusted, int Alone, int Together, long ClicksLeftOut, int Rounds);
