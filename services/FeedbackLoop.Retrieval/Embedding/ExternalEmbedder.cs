namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>The embedder that configuration names instead of the built-in one. DbManager and SearchApi open the same, and its version tells whether they did.</summary>
public static class ExternalEmbedder
{
    /// <summary>What the registry keeps in place of weights.</summary>
    public const string Artifact = "This embedder was trained elsewhere: configure the section Embedder as db-manager has it.";

    /// <returns>Null for the built-in one.</returns>
    /// <exception cref="InvalidOperationException">It is not in this build, or a setting is missing; one sentence says what to do.</exception>
    public static EmbedderPair? Open(ExternalEmbedderOptions? options)
    {
        if (options?.Provider is not { Length: > 0 } provider)
        {
            return null;
        }
        switch (provider.ToLowerInvariant())
        {
            case "built-in":
                return null;
#if CLOUD
            case "clip":
                return Cloud.ClipEmbedder.Open(Setting(options.Folder, nameof(options.Folder)));
            case "openai" or "azure-openai":
                return Cloud.SemanticKernelEmbedder.Open(options);
#else
            case "clip" or "openai" or "azure-openai":
                throw new InvalidOperationException(
                    $"Embedder:Provider is '{provider}', which this build does not contain: build with -p:FeedbackLoopProfile=cloud, or set it to 'built-in'.");
#endif
            default:
                throw new InvalidOperationException(
                    $"Embedder:Provider is '{provider}': it has to be 'built-in', or in builds of the cloud profile 'clip', 'openai' or 'azure-openai'.");
        }
    }
#if CLOUD

    internal static string Setting(string? value, string name) =>
        value is { Length: > 0 } ? value : throw new InvalidOperationException($"Embedder:{name} is missing.");
#endif
}
