using System.Numerics.Tensors;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retrieval.Adaptation;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>An adapter that serves: corrects the vectors of typed or spoken queries by what feedback taught about their words.</summary>
public sealed class ServingAdapter
{
    /// <summary>Leaves queries as the embedder sees them.</summary>
    public static readonly ServingAdapter None = new(ModelKind.NoAdapter, null);

    private readonly QueryAdapter? _model;

    private ServingAdapter(string version, QueryAdapter? model) => (Version, _model) = (version, model);

    /// <summary>As registered.</summary>
    public string Version { get; }

    /// <param name="version">As registered.</param>
    /// <param name="artifact">What the trainer wrote; null for the one that learned nothing.</param>
    /// <param name="space">The space that serves.</param>
    /// <exception cref="InvalidDataException">The artifact is damaged, or belongs to another embedder.</exception>
    public static ServingAdapter Load(string version, byte[]? artifact, VectorSpace space)
    {
        if (artifact is null)
        {
            return None;
        }

        var model = QueryAdapter.Load(new MemoryStream(artifact), space.Version);
        return model.Dimensions == space.Dimensions
            ? new(version, model)
            : throw new InvalidDataException($"Adapter {version} corrects vectors of {model.Dimensions} values; {space.Version} makes {space.Dimensions}.");
    }

    /// <summary>False when the query's vectors come from another embedder than the one it was trained for.</summary>
    public bool Fits(VectorSpace? space) => _model is null || _model.EmbedderVersion == space?.Version;

    /// <summary>This one where it fits, else none: spaces are never mixed, not even for the moment of a change.</summary>
    public ServingAdapter For(VectorSpace? space) => Fits(space) ? this : None;

    /// <summary>The corrected vector; the very same array when no word of the query is known to this adapter.</summary>
    /// <param name="text">As typed; null or empty for a picture alone.</param>
    /// <param name="vector">The embedder's vector of it; null when it knows nothing of it.</param>
    /// <param name="dimensions">Of the space.</param>
    public float[]? Correct(string? text, float[]? vector, int dimensions)
    {
        if (_model is null || string.IsNullOrEmpty(text))
        {
            return vector;
        }

        var corrected = vector?.AsSpan().ToArray() ?? new float[dimensions];
        return _model.Apply(text, corrected) && TensorPrimitives.Norm<float>(corrected) > 0 ? corrected : vector;
    }
}
