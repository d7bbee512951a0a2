namespace FeedbackLoop.Data.Registry;

public static class ModelKind
{
    public const string Ranker = "ranker";
    public const string Embedder = "embedder";

    /// <summary>What feedback taught about people's own words; belongs to one embedder's version.</summary>
    public const string QueryAdapter = "query-adapter";

    /// <summary>The adapter that learned nothing, as "baseline" among rankers.</summary>
    public const string NoAdapter = "no-adapter";
}
