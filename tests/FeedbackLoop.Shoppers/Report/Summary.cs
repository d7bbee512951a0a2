using System.Globalization;

namespace FeedbackLoop.Shoppers.Report;

/// <summary>Means with their uncertainty.</summary>
public static class Summary
{
    /// <summary>Mean and the half-width of its 95 % interval.</summary>
    public static (double Mean, double Half) MeanOf(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2)
        {
            return (values.Count == 1 ? values.First() : double.NaN, double.PositiveInfinity);
        }

        var mean = values.Average();
        return (mean, 1.96 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count));
    }

    /// <summary>One line per ranker version and arm, in order of appearance.</summary>
    public static void WriteTable(IReadOnlyList<SessionOutcome> outcomes)
    {
        Console.WriteLine($"{"RANKER",-24} {"ARM",-12} {"SESSIONS",8}  TRUE NDCG@10       BEST WITHOUT KNOWING THE PERSON");
        foreach (var group in outcomes.OrderBy(o => o.Number).GroupBy(o => (o.RankerVersion, o.Arm)))
        {
            var (mean, half) = MeanOf([.. group.Select(o => o.Ndcg)]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{group.Key.RankerVersion,-24} {group.Key.Arm,-12} {group.Count(),8}  {mean:0.000} +- {half:0.000}    {group.Average(o => o.Ceiling):0.000}"));
        }
    }
}
