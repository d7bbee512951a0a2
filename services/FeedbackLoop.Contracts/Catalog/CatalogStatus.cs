namespace FeedbackLoop.Contracts.Catalog;

/// <summary>Answer of GET /api/catalog/status: what search can find now.</summary>
public sealed record CatalogStatus
{
    /// <summary>Items that can be found.</summary>
    public required int Items { get; init; }

    /// <summary>Words by which typing errors are forgiven.</summary>
    public required int Words { get; init; }

    /// <summary>The newest change that search knows of.</summary>
    public required long Revision { get; init; }

    /// <summary>Version of the embedder that serves; null while search is by words alone.</summary>
    public string? Embedder { get; init; }

    /// <summary>Version of the query adapter that serves; "no-adapter" for none.</summary>
    public string? Adapter { get; init; }

    /// <summary>Why the deployed query adapter does not serve; null when it does.</summary>
    public string? AdapterRefused { get; init; }
    public required int EmbeddedItems { get; init; }

    /// <summary>Share of the items that have their vectors, 0 to 1.</summary>
    public required double Progress { get; init; }
}
