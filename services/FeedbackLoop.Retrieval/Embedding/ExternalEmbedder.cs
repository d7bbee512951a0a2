namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>The embedder that configuration names instead of the built-in one. DbManager and SearchApi open the same, and its version tells whether they did.</summary>
public static class ExternalEmbedder
{
    /// <summary>What the registry keeps in place of weights.</summary>
    public const string Artifact = "This embedder was trained elsewhere: configure Embedder:Provider and Embedder:Folder as db-manager has them.";

    /// <param name="provider">Embedder:Provider: built-in, which is also the default, or clip.</param>
    /// <param name="folder">Embedder:Folder: where the models are.</param>
    /// <returns>Null for the built-in one.</returns>
    /// <exception cref="InvalidOperationException">This build does not contain it; one sentence says how to get it.</exception>
    public static EmbedderPair? Open(string? provider, string? folder)
    {
        switch (provider?.ToLowerInvariant())
        {
            case null or "" or "built-in":
                return null;
            case "clip":
#if CLOUD
                return Cloud.ClipEmbedder.Open(folder is { Length: > 0 } ? folder : throw new InvalidOperationException("Embedder:Folder has to name the folder of the CLIP models."));
#else
                throw new InvalidOperationException("Embedder:Provider is 'clip', which this build does not contain: build with -p:FeedbackLoopProfile=cloud, or set it to 'built-in'.");
#endif
            default:
                throw new InvalidOperationException($"Embedder:Provider is '{provider}': it has to be 'built-in', or 'clip' in builds of the cloud profile.");
        }
    }
}
