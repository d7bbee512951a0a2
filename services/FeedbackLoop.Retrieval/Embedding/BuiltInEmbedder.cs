using System.Buffers;
using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Embedding.Text;
using FeedbackLoop.Retrieval.Images;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>
/// Text and pictures as unit vectors in one space, learned from a catalogue by <see cref="EmbedderTrainer"/>.
/// Immutable, hence safe for concurrent use; embedding a text allocates nothing.
/// </summary>
public sealed class BuiltInEmbedder
{
    private readonly Vocabulary _vocabulary;
    private readonly Matrix _text; // vocabulary x dimensions
    private readonly float[] _textMean;
    private readonly Matrix _picture; // features x dimensions
    private readonly float[] _pictureMean;

    internal BuiltInEmbedder(Vocabulary vocabulary, Matrix text, float[] textMean, Matrix picture, float[] pictureMean)
    {
        (_vocabulary, _text, _textMean, _picture, _pictureMean) = (vocabulary, text, textMean, picture, pictureMean);
        Version = EmbedderFile.VersionOf(WritePayload);
    }

    /// <summary>Values in each vector.</summary>
    public int Dimensions => _text.Columns;

    /// <summary>Names the space: a hash of all learned values. Vectors of different versions must never be compared.</summary>
    public string Version { get; }

    /// <summary>The unit vector of a text in any language of the catalogue; all zeros when no part of it is known.</summary>
    public void EmbedText(ReadOnlySpan<char> text, Span<float> vector)
    {
        vector = vector[..Dimensions];
        int size = TextTokens.MaxFeatures(text.Length);
        var indices = ArrayPool<int>.Shared.Rent(size);
        var weights = ArrayPool<float>.Shared.Rent(size);
        int count = _vocabulary.Encode(text, indices, weights);
        if (count == 0)
        {
            vector.Clear();
        }
        else
        {
            TensorPrimitives.Negate<float>(_textMean, vector);
            for (int i = 0; i < count; i++)
            {
                TensorPrimitives.MultiplyAdd(_text.Row(indices[i]), weights[i], vector, vector);
            }
            Normalise(vector);
        }
        ArrayPool<int>.Shared.Return(indices);
        ArrayPool<float>.Shared.Return(weights);
    }

    /// <summary>The unit vector of a picture.</summary>
    public void EmbedImage(RgbImage image, Span<float> vector) => EmbedFeatures(PictureFeatures.Extract(image), vector);

    /// <summary>The unit vector of a picture whose features were extracted before.</summary>
    public void EmbedFeatures(ReadOnlySpan<float> features, Span<float> vector)
    {
        if (features.Length != PictureFeatures.Length)
        {
            throw new ArgumentException($"a picture has {PictureFeatures.Length} features, not {features.Length}", nameof(features));
        }
        vector = vector[..Dimensions];
        vector.Clear();
        for (int i = 0; i < features.Length; i++)
        {
            float value = features[i] - _pictureMean[i];
            if (value != 0)
            {
                TensorPrimitives.MultiplyAdd(_picture.Row(i), value, vector, vector);
            }
        }
        Normalise(vector);
    }

    /// <summary>
    /// The unit vector of text and picture together, for a mixed query or for an item.
    /// </summary>
    /// <param name="textVector">From <see cref="EmbedText"/>.</param>
    /// <param name="pictureVector">From <see cref="EmbedImage"/>.</param>
    /// <param name="textShare">0 for the picture alone, 1 for the text alone.</param>
    /// <param name="vector">Where the result goes; may be one of the inputs.</param>
    public static void Mix(ReadOnlySpan<float> textVector, ReadOnlySpan<float> pictureVector, float textShare, Span<float> vector)
    {
        for (int i = 0; i < textVector.Length; i++)
        {
            vector[i] = textShare * textVector[i] + (1 - textShare) * pictureVector[i];
        }
        Normalise(vector[..textVector.Length]);
    }

    /// <summary>The vector of a catalogue item: its words and, if it has one, its picture, in equal parts.</summary>
    public void EmbedItem(EmbeddingPair item, Span<float> vector)
    {
        ArgumentNullException.ThrowIfNull(item);
        vector = vector[..Dimensions];
        EmbedText(item.FullText, vector);
        var features = item.Features ?? (item.Picture is null ? null : PictureFeatures.Extract(item.Picture));
        if (features is not null)
        {
            Span<float> picture = stackalloc float[Dimensions];
            EmbedFeatures(features, picture);
            Mix(vector, picture, 0.5f, vector);
        }
    }

    /// <summary>Writes the model: a header with version and SHA-256, then all learned values.</summary>
    public void Save(Stream stream) => EmbedderFile.Write(stream, WritePayload);

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, cut off, or of another version; one sentence says which.</exception>
    public static BuiltInEmbedder Load(Stream stream) => EmbedderFile.Read(stream, reader =>
    {
        var vocabulary = Vocabulary.Load(reader);
        return new BuiltInEmbedder(vocabulary, EmbedderFile.ReadMatrix(reader), EmbedderFile.ReadVector(reader), EmbedderFile.ReadMatrix(reader), EmbedderFile.ReadVector(reader));
    });

    private void WritePayload(BinaryWriter writer)
    {
        _vocabulary.Save(writer);
        EmbedderFile.WriteMatrix(writer, _text);
        EmbedderFile.WriteVector(writer, _textMean);
        EmbedderFile.WriteMatrix(writer, _picture);
        EmbedderFile.WriteVector(writer, _pictureMean);
    }

    private static void Normalise(Span<float> vector)
    {
        float norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
        {
            TensorPrimitives.Multiply(vector, 1 / norm, vector);
        }
    }
}
