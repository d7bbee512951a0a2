using System.Globalization;

namespace FeedbackLoop.Learning.Experiments;

/// <summary>When an experiment ends. May be asked after every event, because everything it looks at is valid at any time.</summary>
public sealed record StoppingRule
{
    /// <summary>Chance of a false mismatch alarm over the whole experiment.</summary>
    public double MismatchAlpha { get; init; } = 0.001;

    /// <summary>Units (all arms) after which the experiment ends in any case; 0 is never.</summary>
    public long MostUnits { get; init; }

    /// <summary>Units (all arms) before which nothing is promoted.</summary>
    public long LeastUnits { get; init; }

    /// <summary>Smallest effect worth having: when the interval lies below it, waiting is futile. 0 is off.</summary>
    public double SmallestEffect { get; init; }

    /// <summary>When the units run out without a difference: whether a treatment shown to be no worse than this takes over; null is never.</summary>
    public double? NonInferiorityMargin { get; init; }

    /// <summary>Metrics that must not be harmed.</summary>
    public IReadOnlyList<Guardrail> Guardrails { get; init; } = [];

    /// <summary>Decides.</summary>
    /// <param name="difference">Anytime-valid interval of the main metric, treatment less control; higher is better.</param>
    /// <param name="units">Units per arm.</param>
    /// <param name="shares">Planned shares.</param>
    /// <param name="guardrails">Anytime-valid difference of each guardrail metric by name; a missing one is not looked at.</param>
    public ExperimentDecision Decide(Interval difference, ReadOnlySpan<long> units, ReadOnlySpan<double> shares, IReadOnlyDictionary<string, Interval>? guardrails = null)
    {
        double evidence = SampleRatioMismatch.LogEvidence(units, shares);
        long total = 0;
        foreach (long count in units)
        {
            total += count;
        }
        if (evidence > Math.Log(1 / MismatchAlpha))
        {
            return new(ExperimentVerdict.Invalid, $"The arms got {string.Join(" : ", units.ToArray())} units, which the planned shares do not explain.");
        }
        foreach (Guardrail guardrail in Guardrails)
        {
            if (guardrails is not null && guardrails.TryGetValue(guardrail.Metric, out Interval harm) && guardrail.IsBreached(harm))
            {
                return new(ExperimentVerdict.RollBack, $"{guardrail.Metric} changed by {Show(harm)}, more than the tolerated {Number(guardrail.MaxHarm)}.");
            }
        }
        if (difference.IsBelowZero)
        {
            return new(ExperimentVerdict.RollBack, $"The challenger is worse: {Show(difference)}.");
        }
        if (difference.IsAboveZero && total >= LeastUnits)
        {
            return new(ExperimentVerdict.Promote, $"The challenger is better: {Show(difference)}.");
        }
        if (SmallestEffect > 0 && difference.High < SmallestEffect)
        {
            return new(ExperimentVerdict.KeepControl, $"An effect of {Number(SmallestEffect)} is excluded: {Show(difference)}.");
        }
        if (MostUnits > 0 && total >= MostUnits)
        {
            return NonInferiorityMargin is { } margin && difference.Low > -margin
                ? new(ExperimentVerdict.Promote, $"No difference after {total} units, and a loss of {Number(margin)} is excluded: {Show(difference)}.")
                : new(ExperimentVerdict.KeepControl, $"No difference after {total} units: {Show(difference)}.");
        }
        return new(ExperimentVerdict.Continue, $"Not decided after {total} units: {Show(difference)}.");
    }

    private static string Show(Interval interval) => $"{Number(interval.Estimate)} [{Number(interval.Low)}, {Number(interval.High)}]";

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
