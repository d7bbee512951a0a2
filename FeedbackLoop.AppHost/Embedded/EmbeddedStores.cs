namespace FeedbackLoop.AppHost;

internal static class EmbeddedStores
{
    /// <summary>One PostgreSQL keeps everything: the event log is tables in it, and the services hold the online features in memory, read from it.</summary>
    public static Stores AddStores(this IDistributedApplicationBuilder builder)
    {
        var feedbackDb = builder.AddPostgres("postgres").AddDatabase("feedbackdb");
        return new(feedbackDb, EventLog: feedbackDb, FeatureCache: feedbackDb);
    }
}
