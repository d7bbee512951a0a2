namespace FeedbackLoop.Data.Catalog;

/// <param name="Bytes">Null when the caller already has the picture with this hash.</param>
public sealed record CatalogImage(string ContentType, byte[] Sha256, byte[]? Bytes);
