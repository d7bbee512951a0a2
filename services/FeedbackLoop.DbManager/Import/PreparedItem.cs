using FeedbackLoop.DbManager.Reading;

namespace FeedbackLoop.DbManager.Import;

/// <summary>A row on its way into the catalogue.</summary>
/// <param name="Picture">The file's bytes; null without a picture.</param>
/// <param name="PictureHash">SHA-256 of the bytes.</param>
/// <param name="Hash">SHA-256 of row and picture.</param>
internal sealed record PreparedItem(CatalogRow Row, byte[]? Picture, byte[]? PictureHash, byte[] Hash);
