using FeedbackLoop.Data.Catalog;
using FeedbackLoop.Data.Features;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Lexical;
using FeedbackLoop.SearchApi.Ranking;
using FeedbackLoop.SearchApi.Serving;
using FeedbackLoop.SearchApi.Speech;
using FeedbackLoop.SearchApi.Understanding;
using FeedbackLoop.SearchApi.Vectors;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.SearchApi;

/// <summary>The parts of the search API.</summary>
public static class SearchServices
{
    public static void AddSearch(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        AddOptions<SearchOptions>(builder, SearchOptions.Section);
        AddOptions<FeatureOptions>(builder, FeatureOptions.Section);
        AddOptions<SpeechOptions>(builder, SpeechOptions.Section)
            .Validate(speech => speech.Endpoint is not { } endpoint || endpoint is { IsAbsoluteUri: true, Scheme: "http" or "https" }, "Speech:Endpoint is no address of http or https.");
        AddOptions<UnderstandingOptions>(builder, UnderstandingOptions.Section)
            .Validate(chat => chat.Endpoint is not { } endpoint || endpoint is { IsAbsoluteUri: true, Scheme: "http" or "https" }, "Understanding:Endpoint is no address of http or https.");
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, SearchJson.Default));

        services.AddSingleton<CatalogReader>();
        services.AddSingleton<CatalogImports>();
        services.AddSingleton<Deployments>();
        services.AddSingleton<ModelRegistry>();

        services.AddSingleton<Lexemes>();
        services.AddSingleton<QueryParser>();
        services.AddSingleton(_ => ImageDecoders.Create());
        if (ExternalEmbedder.Open(builder.Configuration.GetSection(ExternalEmbedderOptions.Section).Get<ExternalEmbedderOptions>()) is { } external)
        {
            services.AddSingleton(external);
        }

        builder.AddVectorSearch();
        services.AddQueryUnderstanding();
        services.AddSingleton<CandidateRetriever>();
        services.AddSingleton<FeatureExtractor>();
        services.AddSingleton<Assigner>();
        services.AddSingleton<PageRanker>();
        services.AddSingleton<SearchTelemetry>();
        services.AddSingleton<SearchEngine>();
        services.AddSingleton<SpeechRecogniser>();
        services.AddSingleton<ObjectPool<SearchScratch>>(s =>
            new DefaultObjectPool<SearchScratch>(new ScratchPolicy(s.GetRequiredService<SearchOptions>().Candidates)));

        AddHosted<ServedLog>(services);
        builder.AddFeatureCache();
        AddHosted<CatalogFollower>(services);
        AddHosted<EmbedderFollower>(services);
        AddHosted<AdapterFollower>(services);
        AddHosted<RankerFollower>(services);
        AddHosted<PositionBiasFollower>(services);
        AddHosted<WarmUp>(services);
        services.AddHealthChecks().AddCheck<CatalogHealthCheck>("Catalogue");
    }

    private static OptionsBuilder<T> AddOptions<T>(IHostApplicationBuilder builder, string section)
        where T : class
    {
        builder.Services.AddSingleton(s => s.GetRequiredService<IOptions<T>>().Value);
        return builder.Services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
    }

    private static void AddHosted<T>(IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(s => s.GetRequiredService<T>());
    }

    private sealed class ScratchPolicy(int candidates) : PooledObjectPolicy<SearchScratch>
    {
        public override SearchScratch Create() => new(candidates);

        public override bool Return(SearchScratch scratch) => true;
    }
}
