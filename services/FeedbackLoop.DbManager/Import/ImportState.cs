namespace FeedbackLoop.DbManager.Import;

/// <summary>Where a job stands; see <see cref="Contracts.Catalog.CatalogImportStatus.State"/>.</summary>
internal static class ImportState
{
    public const string Queued = "queued";
    public const string Reading = "reading";
    public const string Pictures = "pictures";
    public const string Training = "training";
    public const string Embedding = "embedding";
    public const string Done = "done";
    public const string Failed = "failed";
}
