using FeedbackLoop.Shoppers.Truth;

namespace FeedbackLoop.Shoppers.People;

/// <summary>Somebody who comes to the shop.</summary>
/// <param name="Vocal">One of the few who rate.</param>
/// <param name="Bot">Clicks on anything and stays nowhere.</param>
public sealed record Person(string AnonymousId, Segment Segment, string Cohort, bool Vocal, bool Bot);
