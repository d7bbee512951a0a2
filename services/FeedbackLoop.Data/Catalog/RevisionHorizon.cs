namespace FeedbackLoop.Data.Catalog;

/// <summary>How far a revision sequence has been drawn, and which transactions ran at that moment.</summary>
/// <param name="LastRevision">The revision drawn last; it may not be committed yet.</param>
/// <param name="OldestTransaction">The oldest transaction that still runs.</param>
/// <param name="NextTransaction">The transaction that starts next; whoever drew a revision up to <paramref name="LastRevision"/> is older.</param>
public readonly record struct RevisionHorizon(long LastRevision, long OldestTransaction, long NextTransaction);
