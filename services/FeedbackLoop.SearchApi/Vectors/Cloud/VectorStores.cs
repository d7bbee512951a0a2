using CommunityToolkit.VectorData.PgVector;
using FeedbackLoop.SearchApi.Serving;
using Microsoft.Extensions.VectorData;
using Npgsql;

namespace FeedbackLoop.SearchApi.Vectors.Cloud;

/// <summary>The stores that vectors are searched in, by their VectorData connectors.</summary>
internal static class VectorStores
{
    /// <summary>In the services' own database.</summary>
    public static void AddPgvector(IHostApplicationBuilder builder)
    {
        var search = builder.Configuration.GetSection(SearchOptions.Section).Get<SearchOptions>() ?? new();
        builder.AddKeyedNpgsqlDataSource("feedbackdb", source =>
        {
            source.UseVector();
            // pgvector looks at 40 rows unless told, and filters only what it looked at.
            source.ConnectionStringBuilder.Options = $"-c hnsw.ef_search={Math.Max(100, search.Candidates)} -c hnsw.iterative_scan=strict_order";
        });
        builder.Services.AddSingleton<VectorStore>(services =>
            new PostgresVectorStore(services.GetRequiredKeyedService<NpgsqlDataSource>("feedbackdb"), ownsDataSource: false));
        AddSearch(builder.Services);
    }

    /// <summary>By <c>ConnectionStrings:qdrant</c>, "Endpoint=http://host:6334;Key=…".</summary>
    public static void AddQdrant(IHostApplicationBuilder builder)
    {
        builder.AddQdrantClient("qdrant");
        builder.Services.AddQdrantVectorStore();
        AddSearch(builder.Services);
    }

    private static void AddSearch(IServiceCollection services) =>
        services.AddSingleton<OpenVectorSearch>(s => (version, dimensions) => new VectorDataSearch(s.GetRequiredService<VectorStore>(), version, dimensions));
}
