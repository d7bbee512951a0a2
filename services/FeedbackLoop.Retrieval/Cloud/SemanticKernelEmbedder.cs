using System.Globalization;
using Azure.Identity;
using FeedbackLoop.Retrieval.Embedding;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace FeedbackLoop.Retrieval.Cloud;

/// <summary>Remote text embeddings by Semantic Kernel's connectors. They know words alone: items are embedded by what is said of them.</summary>
internal static class SemanticKernelEmbedder
{
    /// <exception cref="InvalidOperationException">A setting is missing.</exception>
    public static EmbedderPair Open(ExternalEmbedderOptions options)
    {
        var services = new ServiceCollection();
        string model = ExternalEmbedder.Setting(options.Model, nameof(options.Model));
#pragma warning disable SKEXP0010 // the connectors' embedding generators are still marked experimental
        if (string.Equals(options.Provider, "azure-openai", StringComparison.OrdinalIgnoreCase))
        {
            string endpoint = ExternalEmbedder.Setting(options.Endpoint, nameof(options.Endpoint));
            _ = options.Key is { Length: > 0 } key
                ? services.AddAzureOpenAIEmbeddingGenerator(model, endpoint, key, dimensions: options.Dimensions)
                : services.AddAzureOpenAIEmbeddingGenerator(model, endpoint, new DefaultAzureCredential(), dimensions: options.Dimensions);
        }
        else
        {
            services.AddOpenAIEmbeddingGenerator(model, ExternalEmbedder.Setting(options.Key, nameof(options.Key)), dimensions: options.Dimensions);
        }
#pragma warning restore SKEXP0010
        // It lives as long as the process, and so does what it needs.
        var generator = services.BuildServiceProvider().GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        return new(string.Create(CultureInfo.InvariantCulture, $"{options.Provider!.ToLowerInvariant()}-{model}-{options.Dimensions}"), options.Dimensions, generator, Pictures: null);
    }
}
