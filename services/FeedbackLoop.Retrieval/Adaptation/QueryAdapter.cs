using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FeedbackLoop.Retrieval.Embedding.Text;

namespace FeedbackLoop.Retrieval.Adaptation;

/// <summary>
/// What an embedder did not know about people's words: a correction in its space for each word and pair of words, learned
/// from feedback. It changes queries only, so items keep their vectors and index; an adapter belongs to one embedder's
/// version and is refused by any other. Immutable and safe for concurrent use; applying it allocates nothing.
/// </summary>
public sealed class QueryAdapter
{
    private readonly Dictionary<ulong, int> _index;
    private readonly ulong[] _words;
    private readonly float[] _corrections; // words x dimensions

    internal QueryAdapter(string embedderVersion, int dimensions, ulong[] words, float[] corrections)
    {
        (EmbedderVersion, Dimensions, _words, _corrections) = (embedderVersion, dimensions, words, corrections);
        _index = new Dictionary<ulong, int>(words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            _index[words[i]] = i;
        }
        using var payload = Payload();
        Version = Convert.ToHexStringLower(SHA256.HashData(payload.ToArray()).AsSpan(0, 6));
    }

    /// <summary>The version of the embedder whose query vectors this corrects.</summary>
    public string EmbedderVersion { get; }

    public int Dimensions { get; }

    /// <summary>A hash of all that was learned.</summary>
    public string Version { get; }

    /// <summary>Words and pairs that are corrected.</summary>
    public int Words => _words.Length;

    /// <summary>Corrects a query's vector in place and brings it back to unit length.</summary>
    /// <param name="query">What was typed.</param>
    /// <param name="vector">The embedder's vector of it; may be all zeros.</param>
    /// <returns>False when no word of the query is known: the vector is as it was.</returns>
    public bool Apply(ReadOnlySpan<char> query, Span<float> vector)
    {
        vector = vector[..Dimensions];
        var features = ArrayPool<TextFeature>.Shared.Rent(TextTokens.MaxFeatures(query.Length));
        int count = TextTokens.Extract(query, null, features);
        bool changed = false;
        foreach (var feature in features.AsSpan(0, count))
        {
            if (feature.Kind != TextFeatureKind.Gram && _index.TryGetValue(feature.Hash, out int word))
            {
                TensorPrimitives.Add(vector, _corrections.AsSpan(word * Dimensions, Dimensions), vector);
                changed = true;
            }
        }
        ArrayPool<TextFeature>.Shared.Return(features);
        float norm = changed ? TensorPrimitives.Norm<float>(vector) : 0;
        if (norm > 0)
        {
            TensorPrimitives.Multiply(vector, 1 / norm, vector);
        }
        return changed;
    }

    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var payload = Payload();
        byte[] bytes = payload.ToArray();
        stream.Write("FLQA"u8);
        stream.Write(SHA256.HashData(bytes));
        stream.Write(bytes);
    }

    /// <summary>Reads an adapter for the embedder in use.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or the adapter belongs to another embedder.</exception>
    public static QueryAdapter Load(Stream stream, string embedderVersion)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        byte[] file = memory.ToArray();
        if (file.Length < 36 || !file.AsSpan(0, 4).SequenceEqual("FLQA"u8) || !SHA256.HashData(file.AsSpan(36)).AsSpan().SequenceEqual(file.AsSpan(4, 32)))
        {
            throw new InvalidDataException("The adapter's file is damaged or is not an adapter's file.");
        }
        using var reader = new BinaryReader(new MemoryStream(file, 36, file.Length - 36));
        string version = reader.ReadString();
        if (version != embedderVersion)
        {
            throw new InvalidDataException($"The adapter was trained for embedder {version}, not for {embedderVersion}: train it again.");
        }
        int dimensions = reader.ReadInt32();
        var words = new ulong[reader.ReadInt32()];
        var corrections = new float[words.Length * dimensions];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(words.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(corrections.AsSpan()));
        return new QueryAdapter(version, dimensions, words, corrections);
    }

    private MemoryStream Payload()
    {
        var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(EmbedderVersion);
        writer.Write(Dimensions);
        writer.Write(_words.Length);
        writer.Write(MemoryMarshal.AsBytes(_words.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(_corrections.AsSpan()));
        return memory;
    }
}
