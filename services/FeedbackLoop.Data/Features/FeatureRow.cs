using FeedbackLoop.Contracts.Features;
using Npgsql;

namespace FeedbackLoop.Data.Features;

/// <summary>A row of the table <c>feature</c>, for whoever reads it.</summary>
internal static class FeatureRow
{
    /// <summary>What to select for <see cref="Read"/>.</summary>
    public const string Columns = "scope, item_id, as_of, slow, fast";

    /// <summary>The row that a reader of <see cref="Columns"/> stands on.</summary>
    public static FeatureCounters Read(NpgsqlDataReader row) => new()
    {
        Scope = row.GetString(0),
        ItemId = row.GetString(1),
        AsOf = row.GetFieldValue<DateTimeOffset>(2),
        Slow = row.GetFieldValue<double[]>(3),
        Fast = row.GetFieldValue<double[]>(4),
    };
}
