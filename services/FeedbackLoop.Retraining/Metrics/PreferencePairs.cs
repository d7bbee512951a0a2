using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Metrics;

/// <summary>Preference pairs in one search's feedback, and how many of them a ranking orders rightly.
/// A pair is an item with a higher grade against a seen item with a lower one. What is lower on the page is looked at less, so a preference that rests on
/// a click counts 1 / propensity of the preferred position (Joachims, Swaminathan and Schnabel, WSDM 2017); without it, a ranker would be
/// praised for whatever it put on top. A preference between two rated items counts once: rating needs no luck of the eye.</summary>
public static class PreferencePairs
{
    /// <summary>Weight of all pairs and of those that <paramref name="scores"/> order rightly; equal scores count half.</summary>
    /// <param name="propensityFloor">Smallest propensity that is believed: bounds the weight of one click.</param>
    public static (double Pairs, double Right) Count(ClosedSearch search, ReadOnlySpan<float> scores, double propensityFloor)
    {
        double pairs = 0, right = 0;
        for (var i = 0; i < search.Grade.Length; i++)
        {
            if (!(search.Grade[i] > 0) || !search.IsKnown(i))
            {
                continue;
            }

            for (var j = 0; j < search.Grade.Length; j++)
            {
                if (!(search.Grade[i] > search.Grade[j]) || !search.IsKnown(j))
                {
                    continue;
                }

                var rated = !float.IsNaN(search.Rating[i]) && !float.IsNaN(search.Rating[j]);
                var weight = search.Weight * (rated ? 1 : 1 / Math.Max(propensityFloor, search.Propensities[i]));
                pairs += weight;
                right += scores[i] > scores[j] ? weight : scores[i] < scores[j] ? 0 : weight / 2;
            }
        }

        return (pairs, right);
    }
}
