using FeedbackLoop.Data.Registry;
using FeedbackLoop.DbManager.Embedding;
using FeedbackLoop.DbManager.Import;
using FeedbackLoop.DbManager.Worker;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.DbManager;

internal static class CatalogExtensions
{
    /// <summary>The worker that migrates, seeds, imports and keeps the embeddings.</summary>
    public static void AddCatalogImports(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.Configure<CatalogOptions>(builder.Configuration.GetSection(CatalogOptions.Section));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => ImageDecoders.Create());
        if (ExternalEmbedder.Open(builder.Configuration.GetSection(ExternalEmbedderOptions.Section).Get<ExternalEmbedderOptions>()) is { } external)
        {
            services.AddSingleton(external);
        }

        services.AddSingleton<ModelRegistry>();
        services.AddSingleton<Deployments>();
        services.AddSingleton<ImportJobs>();
        services.AddSingleton<ItemTables>();
        services.AddSingleton<CatalogImporter>();
        services.AddSingleton<EmbeddingTables>();
        services.AddSingleton<PictureFeatureStage>();
        services.AddSingleton<EmbedderStage>();
        services.AddSingleton<ExternalEmbedderStage>();
        services.AddSingleton<Readiness>();
        services.AddHostedService<CatalogWorker>();
        services.AddHealthChecks().AddCheck<Readiness>("catalog");
    }
}
