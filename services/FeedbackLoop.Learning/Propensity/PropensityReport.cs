using System.Globalization;
using System.Text;
using FeedbackLoop.Learning.Clicks;

namespace FeedbackLoop.Learning.Propensity;

/// <summary>Propensities by several estimators, side by side, for whoever has to judge whether to believe them: where two disagree by more than their errors,
/// an assumption of one is wrong.</summary>
/// <param name="Estimates">Estimator to its model.</param>
/// <param name="Clicks">Clicks at each position: what the estimates rest on.</param>
public sealed record PropensityReport(IReadOnlyDictionary<string, PositionBiasModel> Estimates, IReadOnlyList<double> Clicks)
{
    /// <summary>Runs the estimators that the data carry.</summary>
    /// <param name="impressions">All of the log.</param>
    /// <param name="positions">Positions 1 to this.</param>
    /// <param name="shuffled">Those of shuffled sessions; null where there are none.</param>
    public static PropensityReport Compare(IReadOnlyCollection<Impression> impressions, int positions, IReadOnlyCollection<Impression>? shuffled = null)
    {
        ClickTable table = ClickTable.From(impressions, positions);
        var estimates = new Dictionary<string, PositionBiasModel>
        {
            ["harvest"] = InterventionHarvesting.Estimate(table),
            ["em"] = RegressionEm.Estimate(table),
            ["trust"] = TrustBias.Estimate(table),
        };
        if (shuffled is not null)
        {
            estimates["shuffled"] = RandomizedPropensity.Estimate(shuffled, positions);
        }
        return new PropensityReport(estimates, [.. Enumerable.Range(1, positions).Select(k => Enumerable.Range(0, table.Documents).Sum(d => table.Clicked(d, k)))]);
    }

    /// <summary>A line per position: clicks, then each estimator's propensity and, where it is known, its 95 % margin.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("position    clicks");
        foreach (string name in Estimates.Keys)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name,18}");
        }
        for (int k = 0; k < Clicks.Count; k++)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{k + 1,8}{Clicks[k],10:0}");
            foreach (PositionBiasModel model in Estimates.Values)
            {
                double value = model.Propensities[Math.Min(k, model.Propensities.Count - 1)];
                string margin = model.RelativeErrors is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ±{1.96 * model.RelativeErrors[k] * value:0.000}");
                text.Append(CultureInfo.InvariantCulture, $"{value.ToString("0.000", CultureInfo.InvariantCulture) + margin,18}");
            }
        }
        return text.AppendLine().ToString();
    }
}
