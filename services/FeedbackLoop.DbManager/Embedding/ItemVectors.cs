namespace FeedbackLoop.DbManager.Embedding;

/// <summary>The vectors of one item in one space.</summary>
/// <param name="Hash">The item's content hash when it was embedded.</param>
internal sealed record ItemVectors(string ItemId, float[] Item, float[]? Picture, byte[] Hash);
