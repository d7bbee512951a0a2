namespace FeedbackLoop.DbManager.Import;

/// <summary>What one transaction of an import writes.</summary>
internal sealed record ImportBatch
{
    /// <summary>The job's committed line before and after.</summary>
    public required int FromLine { get; init; }
    public required int ToLine { get; init; }
    public required int Rows { get; init; }
    public required int Unchanged { get; init; }
    public required IReadOnlyList<PreparedItem> Upserts { get; init; }
    public required IReadOnlyList<string> Deletions { get; init; }
    public required IReadOnlyList<RefusedRow> Refused { get; init; }

    /// <summary>Of the whole job, 0 to 1.</summary>
    public required double Progress { get; init; }
}
