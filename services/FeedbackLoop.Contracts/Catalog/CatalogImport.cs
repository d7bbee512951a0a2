namespace FeedbackLoop.Contracts.Catalog;

/// <summary>Body of POST /api/catalog/import (application/json). A zip of the same content may be sent instead (application/zip).</summary>
public sealed record CatalogImportRequest
{
    /// <summary>A folder on the server's machine that holds products.csv or *.ndjson and the pictures.</summary>
    public required string Folder { get; init; }

    /// <summary>full: items that the folder does not name are removed; upsert: they stay. Default: upsert.</summary>
    public string? Mode { get; init; }
}

/// <summary>State of one import job. Answer of GET /api/catalog/imports/{id}; null times are in the future.</summary>
public sealed record CatalogImportStatus
{
    public required long Id { get; init; }

    /// <summary>queued, reading, pictures, training, embedding, done or failed.</summary>
    public required string State { get; init; }
    public required string Source { get; init; }
    public required int RowsRead { get; init; }
    public required int ItemsUpserted { get; init; }
    public required int ItemsUnchanged { get; init; }
    public required int ItemsDeleted { get; init; }
    public required int RowsRefused { get; init; }
    public required int PicturesDone { get; init; }

    /// <summary>0 to 1 over the whole job.</summary>
    public required double Progress { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string? Error { get; init; }
    public IReadOnlyList<CatalogImportError>? Errors { get; init; }
}

public sealed record CatalogImportError(int Line, string? ItemId, string Reason);
