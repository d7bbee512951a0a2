using FeedbackLoop.Learning.Clicks;

namespace FeedbackLoop.Learning.Propensity;

/// <summary>Propensities without any randomisation, by expectation-maximisation of the position-based model: Wang, Golbandi, Bendersky, Metzler and Najork,
/// "Position Bias Estimation for Unbiased Learning to Rank in Personal Search", WSDM 2018. Relevance is one number per query and item, drawn towards the
/// mean by a Beta prior; where items were seen at one position only, the prior is all that parts position from relevance, so prefer
/// <see cref="InterventionHarvesting"/> when positions vary.</summary>
public static class RegressionEm
{
    /// <summary>Estimates from single impressions; see the other overload.</summary>
    public static PositionBiasModel Estimate(IEnumerable<Impression> impressions, int positions) => Estimate(ClickTable.From(impressions, positions));

    /// <summary>Estimates p_k/p_1.</summary>
    /// <param name="table">Counts of shown results, clicked or not.</param>
    /// <param name="iterations">Steps of the EM.</param>
    /// <param name="priorStrength">Impressions' worth of belief in the mean relevance.</param>
    /// <param name="regress">Predicts relevance from features, as in the paper: given each document's current relevance and its impressions, it
    /// returns the predictions that replace them. Needed when every document was seen at one
    /// position only, for then nothing else tells position from relevance. Called every ten steps.</param>
    public static PositionBiasModel Estimate(ClickTable table, int iterations = 500, double priorStrength = 2,
        Func<double[], double[], double[]>? regress = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        int positions = table.Positions;
        var cells = new List<(int Document, int Position, double Shown, double Clicked)>();
        for (int d = 0; d < table.Documents; d++)
        {
            for (int k = 0; k < positions; k++)
            {
                if (table.Shown(d, k + 1) > 0)
                {
                    cells.Add((d, k, table.Shown(d, k + 1), table.Clicked(d, k + 1)));
                }
            }
        }
        // Where items were seen at several positions, harvesting gives a start from which few steps are left.
        double[] p = [.. InterventionHarvesting.Estimate(table).Propensities.Select(start => 0.9 * start)], relevance = new double[table.Documents], shownDocument = new double[table.Documents];
        Array.Fill(relevance, 0.5);
        double[] shownAt = new double[positions];
        foreach (var cell in cells)
        {
            shownDocument[cell.Document] += cell.Shown;
            shownAt[cell.Position] += cell.Shown;
        }
        double mean = 0.5;
        double[] fitted = [];
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            double[] examined = new double[positions], attractive = new double[table.Documents];
            foreach (var cell in cells)
            {
                double pk = p[cell.Position], r = relevance[cell.Document], none = Math.Max(1e-12, 1 - (pk * r));
                double missed = cell.Shown - cell.Clicked;
                examined[cell.Position] += cell.Clicked + (missed * pk * (1 - r) / none);
                attractive[cell.Document] += cell.Clicked + (missed * (1 - pk) * r / none);
            }
            for (int k = 0; k < positions; k++)
            {
                p[k] = shownAt[k] > 0 ? examined[k] / shownAt[k] : 0;
            }
            for (int d = 0; d < relevance.Length; d++)
            {
                relevance[d] = (attractive[d] + (priorStrength * mean)) / (shownDocument[d] + priorStrength);
            }
            if (regress is not null)
            {
                double[] target = new double[relevance.Length];
                for (int d = 0; d < target.Length; d++)
                {
                    target[d] = attractive[d] / Math.Max(1, shownDocument[d]);
                }
                fitted = iteration % 10 == 0 ? regress(target, shownDocument) : fitted;
                for (int d = 0; d < target.Length; d++)
                {
                    relevance[d] = Math.Clamp(fitted[d], 0.001, 0.999);
                }
            }
            mean = attractive.Sum() / Math.Max(1, shownDocument.Sum());
        }
        double first = p[0] > 0 ? p[0] : 1;
        return new PositionBiasModel { Propensities = [.. p.Select((value, k) => k == 0 ? 1 : value / first)] };
    }
}
