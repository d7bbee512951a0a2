namespace FeedbackLoop.FeatureStore.Counters;

/// <summary>One addition to one counter.</summary>
/// <param name="Counter">Index, see <see cref="Contracts.Features.FeatureCounters"/>.</param>
/// <param name="At">When it happened: old events weigh less from the start.</param>
public readonly record struct CounterChange(string Scope, string ItemId, int Counter, double Amount, DateTimeOffset At);
