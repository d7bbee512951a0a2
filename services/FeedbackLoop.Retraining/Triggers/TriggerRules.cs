using System.Globalization;

namespace FeedbackLoop.Retraining.Triggers;

/// <summary>The rules that start a training run. Pure: facts in, verdicts out.</summary>
public static class TriggerRules
{
    /// <summary>What each rule that is on says, in order of precedence; whether a run may start now is <see cref="Hold"/>'s to say.</summary>
    public static IReadOnlyList<TriggerVerdict> Evaluate(TriggerFacts facts, TriggerOptions options)
    {
        var verdicts = new List<TriggerVerdict>();
        if (options.Accuracy is { } threshold)
        {
            verdicts.Add(Accuracy(facts, options, threshold));
        }

        if (options.DriftLooks > 0)
        {
            verdicts.Add(Drift(facts, options));
        }

        if (options.NewExamples > 0)
        {
            verdicts.Add(new("examples", facts.ExamplesSinceLastRun >= options.NewExamples,
                Text($"{facts.ExamplesSinceLastRun:N0} new examples since the last run; {options.NewExamples:N0} start one.")));
        }

        if (options.Schedule is { } schedule)
        {
            verdicts.Add(Schedule(facts, schedule));
        }

        return verdicts;
    }

    /// <summary>Why no run may start now, whatever the rules say; null: one may.</summary>
    public static string? Hold(TriggerFacts facts, TriggerOptions options)
    {
        if (facts.RunPending)
        {
            return "A run is under way.";
        }

        if (facts.Undecided is not null)
        {
            return $"{facts.Undecided} has no verdict yet; the next run waits for it.";
        }

        if (facts.Examples < options.MinimumExamples)
        {
            return Text($"{facts.Examples:N0} examples so far; a run needs {options.MinimumExamples:N0}.");
        }

        return facts.LastRunAt + options.MinimumPause > facts.Now
            ? Text($"The last run started {facts.LastRunAt:u}; runs are at least {options.MinimumPause} apart.")
            : null;
    }

    private static TriggerVerdict Accuracy(TriggerFacts facts, TriggerOptions options, double threshold)
    {
        // Only what the present champion did since the last run: windows that led to a run, or belong to a predecessor, must not lead to another one.
        var since = Later(facts.LastRunAt, facts.ChampionSince);
        var usable = facts.Windows
            .Where(w => (since is null || w.Window.From >= since) && w.Window.PairwiseAccuracy is not null && w.Pairs >= options.AccuracyMinimumPairs)
            .Select(w => w.Window)
            .ToList();
        var below = 0;
        for (var i = usable.Count - 1; i >= 0 && usable[i].PairwiseAccuracy < threshold; i--)
        {
            if (below > 0 && usable[i].To != usable[i + 1].From)
            {
                break; // "running" means without a gap
            }

            below++;
        }

        return new("accuracy", below >= options.AccuracyWindows, usable.Count == 0
            ? Text($"No full window of this champion has enough preference pairs yet; under {threshold:P1} in {options.AccuracyWindows} windows running starts a run.")
            : Text($"Pairwise accuracy {usable[^1].PairwiseAccuracy:P1} in the last window, under {threshold:P1} for {below} windows running; {options.AccuracyWindows} start a run."));
    }

    private static TriggerVerdict Drift(TriggerFacts facts, TriggerOptions options)
    {
        var running = 0;
        for (var i = facts.DriftLooks.Count - 1; i >= 0 && facts.DriftLooks[i].Count > 0; i--)
        {
            running++;
        }

        var subjects = running == 0 ? "nothing" : string.Join(", ", facts.DriftLooks[^1].Take(3));
        return new("drift", running >= options.DriftLooks,
            $"Drift in {running} looks running (last: {subjects}); {options.DriftLooks} start a run.");
    }

    private static TriggerVerdict Schedule(TriggerFacts facts, TimeSpan schedule)
    {
        var from = facts.LastRunAt ?? facts.FirstExampleAt;
        return from is null
            ? new("schedule", false, "No example yet; the schedule starts with the first.")
            : new("schedule", facts.Now >= from + schedule, Text($"The next scheduled run is due {from + schedule:u}."));
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null ? a : a > b ? a : b;

    private static string Text(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
