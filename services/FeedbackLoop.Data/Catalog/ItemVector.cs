namespace FeedbackLoop.Data.Catalog;

/// <summary>A stored vector of an item, of unit length.</summary>
public sealed record ItemVector(string ItemId, ItemVectorKind Kind, float[] Vector, long Revision);
