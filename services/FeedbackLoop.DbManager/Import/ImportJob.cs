namespace FeedbackLoop.DbManager.Import;

/// <summary>A job of table catalog_import as the worker takes it up.</summary>
/// <param name="Full">Items that the list does not name are removed.</param>
/// <param name="LineDone">Rows up to this line are committed.</param>
internal sealed record ImportJob(long Id, string Source, bool Full, bool HasArchive, string State, int LineDone);
