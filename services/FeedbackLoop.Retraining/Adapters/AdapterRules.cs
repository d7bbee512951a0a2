using System.Globalization;
using FeedbackLoop.Retraining.Triggers;

namespace FeedbackLoop.Retraining.Adapters;

/// <summary>The rules that start a run for a query adapter. Pure: facts in, verdicts out.</summary>
public static class AdapterRules
{
    /// <summary>What each rule that is on says, in order of precedence; whether a run may start now is <see cref="Hold"/>'s to say.</summary>
    public static IReadOnlyList<TriggerVerdict> Evaluate(AdapterFacts facts, AdapterOptions options)
    {
        var verdicts = new List<TriggerVerdict>();
        if (facts is { Embedder: not null, LastEmbedder: not null } && facts.Embedder != facts.LastEmbedder)
        {
            verdicts.Add(new("embedder", true, $"Embedder {facts.Embedder} took over from {facts.LastEmbedder}: what people's words mean is learned anew in its space."));
        }

        if (options.NewEvidence > 0)
        {
            verdicts.Add(new("evidence", facts.NewEvidence >= options.NewEvidence, Text(
                $"{facts.NewEvidence:N0} searches since the last adapter took something by words without a good vector match; {options.NewEvidence:N0} start a run.")));
        }

        if (options.Schedule is { } schedule && facts.FirstEvidenceAt is { } first)
        {
            var due = (facts.LastRunAt ?? first) + schedule;
            verdicts.Add(new("schedule", facts.Now >= due, Text($"The next scheduled adapter is due {due:u}.")));
        }

        return verdicts;
    }

    /// <summary>Why no run may start now, whatever the rules say; null: one may.</summary>
    public static string? Hold(AdapterFacts facts, AdapterOptions options) =>
        facts.RunPending ? "A run is under way."
        : facts.Embedder is null ? "No embedder is deployed; there is nothing to adapt."
        : facts.Undecided is not null ? $"{facts.Undecided} has no verdict yet; the next adapter waits for it."
        : facts.LastRunAt + options.MinimumPause > facts.Now
            ? Text($"The last adapter's run started {facts.LastRunAt:u}; runs are at least {options.MinimumPause} apart.")
        : null;

    private static string Text(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
