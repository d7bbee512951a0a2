namespace FeedbackLoop.Learning.Propensity;

/// <summary>Propensities without any randomisation, by expectation-maximisation of the position-based model: Wang, Golbandi, Bendersky, Metzler and Najork,
/// "Position Bias Estimation for Unbiased Learning to Rank in Personal Search", WSDM 2018. Relevance is one number per query and item, drawn towards the
/// mean by a Beta prior; where items were seen at one position only, the prior is all that parts position from relevance, so prefer
/// <see cref="InterventionHarvesting"/> when positions vary.</summary>
public static class RegressionEm
{
    /// <param name="impressions">Shown results, clicked or not; sessions without a click belong in.</param>
    /// <param name="positions">K.</param>
    /// <param name="iterations">Steps of the EM.</param>
    /// <param name="priorStrength">Impressions' worth of belief in the mean relevance.</param>
    public static PositionBiasModel Estimate(IEnumerable<Impression> impressions, int positions, int iterations = 200, double priorStrength = 2)
    {
        ArgumentNullException.ThrowIfNull(impressions);
        var index = new Dictionary<(int, int), int>();
        var counts = new Dictionary<(int Document, int Position), (int Shown, int Clicked)>();
        foreach (Impression impression in impressions)
        {
            if (impression.Position > positions)
            {
                continue;
            }
            if (!index.TryGetValue((impression.Query, impression.Item), out int document))
            {
                index[(impression.Query, impression.Item)] = document = index.Count;
            }
            (int shown, int clicked) = counts.GetValueOrDefault((document, impression.Position - 1));
            counts[(document, impression.Position - 1)] = (shown + 1, clicked + (impression.Clicked ? 1 : 0));
        }
        var cells = counts.Select(pair => (pair.Key.Document, pair.Key.Position, pair.Value.Shown, pair.Value.Clicked)).OrderBy(c => c.Document).ThenBy(c => c.Position).ToArray();
        double[] p = [.. Enumerable.Range(0, positions).Select(k => 1.0 / (k + 1))], relevance = new double[index.Count], shownDocument = new double[index.Count];
        Array.Fill(relevance, 0.5);
        double[] shownAt = new double[positions];
        foreach (var cell in cells)
        {
            shownDocument[cell.Document] += cell.Shown;
            shownAt[cell.Position] += cell.Shown;
        }
        double mean = 0.5;
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            double[] examined = new double[positions], attractive = new double[index.Count];
            foreach (var cell in cells)
            {
                double pk = p[cell.Position], r = relevance[cell.Document], none = Math.Max(1e-12, 1 - (pk * r));
                int missed = cell.Shown - cell.Clicked;
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
            mean = attractive.Sum() / Math.Max(1, shownDocument.Sum());
        }
        double first = p[0] > 0 ? p[0] : 1;
        return new PositionBiasModel { Propensities = [.. p.Select((value, k) => k == 0 ? 1 : value / first)] };
    }
}
