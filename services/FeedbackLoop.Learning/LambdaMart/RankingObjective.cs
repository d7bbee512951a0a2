namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>The metric whose change weighs each pair.</summary>
public enum RankingObjective
{
    /// <summary>Normalised discounted cumulative gain (Burges 2010).</summary>
    Ndcg,

    /// <summary>Mean average precision; a label above zero is relevant.</summary>
    Map,

    /// <summary>No pairs: squared error of the label, for the regressions inside click models. Starts from a score of 0.</summary>
    SquaredError,
}
