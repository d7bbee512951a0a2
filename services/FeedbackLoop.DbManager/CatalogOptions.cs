namespace FeedbackLoop.DbManager;

/// <summary>Configuration section "Catalog".</summary>
internal sealed class CatalogOptions
{
    public const string Section = "Catalog";

    /// <summary>A folder to import at start (command line of the AppHost: --catalog FOLDER). None: the sample, when the catalogue is empty.</summary>
    public string? Folder { get; set; }

    /// <summary>How <see cref="Folder"/> is imported. full: items that it does not name are removed; upsert: they stay.</summary>
    public string Mode { get; set; } = "full";

    /// <summary>Where the sample is; null: catalog/sample beside or above the program. An empty text: no sample.</summary>
    public string? Sample { get; set; }

    public int MaxPictureBytes { get; set; } = 8 * 1024 * 1024;
    public int MaxPicturePixels { get; set; } = 24_000_000;

    /// <summary>Bytes that an uploaded archive may have when unpacked.</summary>
    public long MaxArchiveBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Rows of one transaction.</summary>
    public int BatchRows { get; set; } = 200;

    /// <summary>The embedder is trained again when this share of the items is not what it was trained on; below it, new items are put into its space.</summary>
    public double RetrainShare { get; set; } = 0.2;

    /// <summary>At most so many items are learned from, drawn by the seed.</summary>
    public int MaxTrainingItems { get; set; } = 20_000;

    /// <summary>Once the first items are in, everything else runs below the priority of the processes that answer people.</summary>
    public bool LowerPriority { get; set; } = true;

    public int EmbedderSeed { get; set; } = 1;
}
