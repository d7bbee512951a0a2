namespace FeedbackLoop.DbManager.Import;

/// <summary>What the catalogue has of an item already.</summary>
internal sealed record StoredItem(byte[] Hash, bool Deleted, byte[]? PictureHash);
