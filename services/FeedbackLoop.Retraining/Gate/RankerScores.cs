using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Gate;

/// <summary>What a ranker would have scored the items of a past search, from the features logged when it was served.</summary>
public static class RankerScores
{
    /// <param name="model">Null: the baseline, which ranks by the fused retrieval score.</param>
    public static float[] Of(RankerModel? model, ClosedSearch search)
    {
        var scores = new float[search.ItemIds.Length];
        if (model is not null)
        {
            model.Score(search.Features, scores);
            return scores;
        }

        for (var i = 0; i < scores.Length; i++)
        {
            var fused = search.Features[i * RankingFeatures.Count + RankingFeatures.FusedScore];
            scores[i] = float.IsNaN(fused) ? float.MinValue : fused;
        }

        return scores;
    }
}
