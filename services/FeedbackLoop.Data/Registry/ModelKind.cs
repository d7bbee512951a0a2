namespace FeedbackLoop.Data.Registry;

public static class ModelKind
{
    public const string Ranker = "ranker";
    public const string Embedder = "embedder";
}
