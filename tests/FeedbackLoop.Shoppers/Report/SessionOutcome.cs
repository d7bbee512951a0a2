namespace FeedbackLoop.Shoppers.Report;

/// <summary>How good one answer truly was.</summary>
/// <param name="Number">Order in which sessions ended.</param>
/// <param name="Ndcg">True NDCG@10.</param>
/// <param name="Ceiling">What the best ranker would have reached that does not know the person.</param>
public sealed record SessionOutcome(int Number, double Seconds, string RankerVersion, string Arm, double Ndcg, double Ceiling);
