namespace FeedbackLoop.Learning.Interleaving;

/// <summary>An interleaved result list.</summary>
/// <param name="Items">Best first.</param>
/// <param name="Teams">Which ranking placed each item, or <see cref="TeamDraft.Neutral"/>.</param>
public sealed record InterleavedList<T>(IReadOnlyList<T> Items, IReadOnlyList<int> Teams);
