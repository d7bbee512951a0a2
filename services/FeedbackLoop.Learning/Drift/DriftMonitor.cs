namespace FeedbackLoop.Learning.Drift;

/// <summary>Watches named quantities window by window against a reference sample. A quantity counts as drifted when its population stability index is beyond
/// what its sample size explains (Holm-corrected over the quantities) and beyond the smallest index worth acting on; the alarm comes after that many windows
/// in a row.</summary>
public sealed class DriftMonitor
{
    private readonly DriftMonitorOptions options;
    private readonly Dictionary<string, (QuantileBins Bins, long[] Reference)> references = [];
    private readonly Dictionary<string, int> streaks = [];

    public DriftMonitor(DriftMonitorOptions? options = null) => this.options = options ?? new DriftMonitorOptions();

    /// <summary>Sets, or replaces, the reference of a quantity: a feature, a score, a label, a propensity.</summary>
    public void SetReference(string name, ReadOnlySpan<float> sample)
    {
        var bins = new QuantileBins(sample, options.Bins);
        references[name] = (bins, bins.Histogram(sample));
        streaks[name] = 0;
    }

    /// <summary>Judges one window.</summary>
    /// <param name="window">Values of each quantity in the window; unknown names are refused.</param>
    public DriftReport Observe(IReadOnlyDictionary<string, float[]> window)
    {
        ArgumentNullException.ThrowIfNull(window);
        var findings = new List<DriftFinding>();
        foreach ((string name, float[] values) in window.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!references.TryGetValue(name, out var reference))
            {
                throw new ArgumentException($"'{name}' has no reference.", nameof(window));
            }
            long[] counts = reference.Bins.Histogram(values);
            findings.Add(new DriftFinding(name, PopulationStability.Index(reference.Reference, counts), PopulationStability.PValue(reference.Reference, counts), false, 0));
        }
        // Holm: the k-th smallest p-value is compared with alpha/(m - k), until one fails.
        bool significant = true;
        int rank = 0;
        var judged = new List<DriftFinding>();
        foreach (DriftFinding finding in findings.OrderBy(f => f.PValue))
        {
            significant &= finding.PValue <= options.Alpha / (findings.Count - rank++);
            bool drifted = significant && finding.Index >= options.LeastIndex;
            streaks[finding.Name] = drifted ? streaks[finding.Name] + 1 : 0;
            judged.Add(finding with { Drifted = drifted, Windows = streaks[finding.Name] });
        }
        // Attribution: what moved most stands first.
        return new DriftReport(judged.Exists(f => f.Windows >= options.WindowsInARow), [.. judged.OrderByDescending(f => f.Drifted).ThenByDescending(f => f.Index)]);
    }
}
