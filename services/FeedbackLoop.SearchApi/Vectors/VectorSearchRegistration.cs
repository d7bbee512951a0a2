namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>Chooses where vectors are searched.</summary>
public static class VectorSearchRegistration
{
    /// <summary>By <c>VectorStore:Provider</c>: in-process, which is also the default; in builds of the cloud profile also pgvector and qdrant.</summary>
    /// <exception cref="InvalidOperationException">It is not in this build; one sentence says what to do.</exception>
    public static void AddVectorSearch(this IHostApplicationBuilder builder)
    {
        var provider = builder.Configuration["VectorStore:Provider"];
        switch (provider?.ToLowerInvariant())
        {
            case null or "" or "in-process":
                builder.Services.AddSingleton<OpenVectorSearch>((_, dimensions) => new IndexVectorSearch(dimensions));
                break;
#if CLOUD
            case "pgvector":
                Cloud.VectorStores.AddPgvector(builder);
                break;
            case "qdrant":
                Cloud.VectorStores.AddQdrant(builder);
                break;
#else
            case "pgvector" or "qdrant":
                throw new InvalidOperationException(
                    $"VectorStore:Provider is '{provider}', which this build does not contain: build with -p:FeedbackLoopProfile=cloud, or set it to 'in-process'.");
#endif
            default:
                throw new InvalidOperationException(
                    $"VectorStore:Provider is '{provider}': it has to be 'in-process', or in builds of the cloud profile 'pgvector' or 'qdrant'.");
        }
    }
}
