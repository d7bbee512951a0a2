using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Learning.Counterfactual;

/// <summary>What a new ranking would have earned under the position-based model: a click on an item shown at k counts p_k'/p_k when the new ranking puts it at
/// k' (Joachims, Swaminathan and Schnabel 2017; item-position estimator of Li et al., KDD 2018).</summary>
public sealed class RankingEvaluation(PositionBiasModel bias)
{
    private double sum, squares, weights, weightSquares, largest, lost;
    private int searches;

    /// <summary>Takes one search.</summary>
    /// <param name="worth">Worth of each shown item (1 for a click), by logged position.</param>
    /// <param name="newPositions">1-based position that the new ranking gives each shown item; 0 when it does not show it.</param>
    /// <param name="newItemsUnseen">Items among the new ranking's shown ones that were not shown when logged.</param>
    public void Add(ReadOnlySpan<double> worth, ReadOnlySpan<int> newPositions, int newItemsUnseen = 0)
    {
        double gain = 0;
        for (int i = 0; i < worth.Length; i++)
        {
            if (newPositions[i] < 1)
            {
                continue;
            }
            double weight = bias.Propensity(newPositions[i]) / bias.Propensity(i + 1);
            weights += weight;
            weightSquares += weight * weight;
            largest = Math.Max(largest, weight);
            gain += weight * worth[i];
        }
        searches++;
        sum += gain;
        squares += gain * gain;
        lost += worth.Length == 0 ? 0 : (double)newItemsUnseen / worth.Length;
    }

    /// <summary>Expected worth per search of the new ranking.</summary>
    public OffPolicyEstimate Estimate()
    {
        double mean = searches > 0 ? sum / searches : double.NaN;
        return new(mean, searches > 1 ? Math.Sqrt(Math.Max(0, (squares / searches) - (mean * mean)) / (searches - 1)) : double.PositiveInfinity);
    }

    /// <summary>Whether the estimate can be trusted. The mean weight is not 1 here, so it is reported as 1 less what had no support.</summary>
    public SupportDiagnostics Diagnose()
    {
        double without = searches > 0 ? lost / searches : 1;
        return new(searches, weightSquares > 0 ? weights * weights / weightSquares : 0, weights > 0 ? largest / weights : 1, 1 - without, without);
    }
}
