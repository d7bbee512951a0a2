namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>Configuration section "Embedder", the same for db-manager and search-api.</summary>
public sealed record ExternalEmbedderOptions
{
    public const string Section = "Embedder";

    /// <summary>built-in, which is also the default; in builds of the cloud profile also clip, openai and azure-openai.</summary>
    public string? Provider { get; init; }

    /// <summary>clip: the folder of the models.</summary>
    public string? Folder { get; init; }

    /// <summary>azure-openai: the resource's address.</summary>
    public string? Endpoint { get; init; }

    /// <summary>openai: the model. azure-openai: the deployment.</summary>
    public string? Model { get; init; }

    /// <summary>openai and azure-openai: the key, a secret. azure-openai without one signs in by Microsoft Entra ID.</summary>
    public string? Key { get; init; }

    /// <summary>openai and azure-openai: values in a vector.</summary>
    public int Dimensions { get; init; } = 1024;
}
