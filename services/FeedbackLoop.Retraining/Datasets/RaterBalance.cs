using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Datasets;

/// <summary>Corrects for who rates what. People rate what moved them: ratings pile up on items that were bought or hated and say little of the rest.
/// The chance of a rating is estimated within strata of what the person did with the item (nothing, clicked, stayed, added), and a rating counts with the
/// inverse of that chance, scaled to a mean of 1 and bounded (Schnabel et al., "Recommendations as Treatments", ICML 2016, with propensities by stratum).</summary>
public sealed class RaterBalance
{
    private const int Strata = 4;
    private const int StayedMs = 30_000;
    private const double MostWeight = 4;
    private readonly double[] _weights;

    private RaterBalance(double[] weights) => _weights = weights;

    public static RaterBalance Estimate(IEnumerable<ClosedSearch> searches)
    {
        var shown = new double[Strata];
        var rated = new double[Strata];
        foreach (var search in searches)
        {
            for (var i = 0; i < search.ItemIds.Length; i++)
            {
                if (search.IsKnown(i))
                {
                    shown[Stratum(search, i)]++;
                }

                if (!float.IsNaN(search.Rating[i]))
                {
                    rated[Stratum(search, i)]++;
                }
            }
        }

        // One rating more than seen keeps a stratum without ratings finite.
        var inverse = shown.Zip(rated, (s, r) => (s + 1) / (r + 1)).ToArray();
        var mean = rated.Sum() > 0 ? inverse.Zip(rated, (w, r) => w * r).Sum() / rated.Sum() : 1;
        return new RaterBalance([.. inverse.Select(w => Math.Clamp(w / mean, 1 / MostWeight, MostWeight))]);
    }

    /// <summary>Weight of the rating of a position.</summary>
    public double WeightOf(ClosedSearch search, int position) => _weights[Stratum(search, position)];

    private static int Stratum(ClosedSearch search, int position) =>
        search.Added[position] ? 3 : search.DwellMs[position] >= StayedMs ? 2 : search.Clicked[position] ? 1 : 0;
}
