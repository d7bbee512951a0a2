namespace FeedbackLoop.AppHost;

internal static class ContainerStores
{
    /// <summary>Containers that keep their data in volumes and, while we develop, stay up from one run to the next.</summary>
    public static Stores AddContainerStores(this IDistributedApplicationBuilder builder)
    {
        // PostgreSQL 17, because WithDataVolume reads the version off the tag to find the data folder, which moved in 18, and pgvector's tags begin with its own.
        var feedbackDb = builder.AddPostgres("postgres")
            .WithImage("pgvector/pgvector", "0.8.1-pg17")
            .WithDataVolume()
            .WithLifetime(ContainerLifetime.Persistent)
            .AddDatabase("feedbackdb");

        var kafka = builder.AddKafka("kafka")
            .WithDataVolume()
            .WithLifetime(ContainerLifetime.Persistent);

        // Features are written again from the database when they are missing: nothing to keep.
        var redis = builder.AddRedis("redis")
            .WithLifetime(ContainerLifetime.Persistent);

        if (builder.ExecutionContext.IsRunMode)
        {
            kafka.WithKafkaUI(ui => ui.WithLifetime(ContainerLifetime.Persistent));
            feedbackDb.WithResetCommand();
        }

        return new(feedbackDb, EventLog: kafka, FeatureCache: redis);
    }
}
