namespace FeedbackLoop.Data.Catalog;

/// <summary>
/// Follows rows by a revision that writers draw from a sequence. They commit in any order, so the highest revision seen is not enough:
/// what is above <see cref="Settled"/> is read again until no transaction runs that could still bring a lower one.
/// </summary>
public sealed class RevisionCursor
{
    private RevisionHorizon? _pending;

    /// <summary>Every row up to here has been seen, whoever was slow to commit.</summary>
    public long Settled { get; private set; } = -1;

    /// <summary>False when nothing can have come since all was settled.</summary>
    public bool MayHaveNews(RevisionHorizon horizon) => horizon.LastRevision > Settled;

    /// <summary>Tells that all rows above <see cref="Settled"/> were read after <paramref name="horizon"/> was taken.</summary>
    public void WasRead(RevisionHorizon horizon)
    {
        if (_pending is { } pending && horizon.OldestTransaction >= pending.NextTransaction)
        {
            Settled = pending.LastRevision;
            _pending = null;
        }

        if (horizon.LastRevision > Settled)
        {
            _pending ??= horizon;
        }
    }
}
