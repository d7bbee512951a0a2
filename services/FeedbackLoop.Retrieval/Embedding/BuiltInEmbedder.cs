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
    private readonly Matrix _words; // vocabulary x components
    private readonly float[] _wordMean;
    private readonly Matrix _pictures; // features x components
    private readonly float[] _pictureOffset;
    private readonly ResidualEncoder _textEncoder;
    private readonly ResidualEncoder _pictureEncoder;

    internal BuiltInEmbedder(Vocabulary vocabulary, Matrix words, float[] wordMean, ResidualEncoder textEncoder, Matrix pictures, float[] pictureOffset, ResidualEncoder pictureEncoder)
    {
        (_vocabulary, _words, _wordMean, _textEncoder) = (vocabulary, words, wordMean, textEncoder);
        (_pictures, _pictureOffset, _pictureEncoder) = (pictures, pictureOffset, pictureEncoder);
        Version = EmbedderFile.VersionOf(WritePayload);
    }

    /// <summary>Values in each vector.</summary>
    public int Dimensions => _textEncoder.Outputs;

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
            Span<float> components = stackalloc float[_words.Columns];
            TensorPrimitives.Negate<float>(_wordMean, components);
            for (int i = 0; i < count; i++)
            {
                TensorPrimitives.MultiplyAdd(_words.Row(indices[i]), weights[i], components, components);
            }
            _textEncoder.Encode(components, vector);
        }
        ArrayPool<int>.Shared.Return(indices);
        ArrayPool<float>.Shared.Return(weights);
    }

    /// <summary>The unit vector of a picture.</summary>
    public void EmbedImage(RgbImage image, Span<float> vector) => EmbedFeatures(PictureFeatures.Extract(image), vector);

    /// <summary>The unit vector of a picture whose features were extracted before.</summary>
    public void EmbedFeatures(ReadOnlySpan<float> features, Span<float> vector)
    {
        if (features.Length == 0 || features.Length % PictureFeatures.Length != 0)
        {
            throw new ArgumentException($"a picture has {PictureFeatures.Length} features, not {features.Length}", nameof(features));
        }
        features = features[..PictureFeatures.Length]; // of several views the picture as it is
        Span<float> components = stackalloc float[_pictures.Columns];
        TensorPrimitives.Negate<float>(_pictureOffset, components);
        for (int i = 0; i < features.Length; i++)
        {
            if (features[i] != 0)
            {
                TensorPrimitives.MultiplyAdd(_pictures.Row(i), features[i], components, components);
            }
        }
        _pictureEncoder.Encode(components, vector[..Dimensions]);
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
        Matrix words = EmbedderFile.ReadMatrix(reader);
        float[] wordMean = EmbedderFile.ReadVector(reader);
        var textEncoder = ResidualEncoder.Load(reader);
        Matrix pictures = EmbedderFile.ReadMatrix(reader);
        return new BuiltInEmbedder(vocabulary, words, wordMean, textEncoder, pictures, EmbedderFile.ReadVector(reader), ResidualEncoder.Load(reader));
    });

    private void WritePayload(BinaryWriter writer)
    {
        _vocabulary.Save(writer);
        EmbedderFile.WriteMatrix(writer, _words);
        EmbedderFile.WriteVector(writer, _wordMean);
        _textEncoder.Save(writer);
        EmbedderFile.WriteMatrix(writer, _pictures);
        EmbedderFile.WriteVector(writer, _pictureOffset);
        _pictureEncoder.Save(writer);
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
