namespace FeedbackLoop.Data.Catalog;

/// <summary>Revisions come from a sequence and commit in any order. Whoever follows them may forget what is at or below a
/// <see cref="LastRevision"/> only once <see cref="OldestTransaction"/> of a later look has reached this look's <see cref="NextTransaction"/>.</summary>
public readonly record struct CatalogHorizon(long LastRevision, long OldestTransaction, long NextTransaction);
