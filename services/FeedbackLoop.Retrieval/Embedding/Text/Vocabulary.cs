using System.Buffers;

namespace FeedbackLoop.Retrieval.Embedding.Text;

/// <summary>
/// The text features seen in training, each with its inverse document frequency. A text becomes a sparse vector: within
/// each kind of feature tf-idf of unit length, times the kind's weight, so that long words do not drown short ones.
/// </summary>
internal sealed class Vocabulary
{
    private static readonly float[] KindWeight = [1f, 0.5f, 0.6f];
    private readonly Dictionary<ulong, int> _index;
    private readonly ulong[] _hashes;
    private readonly float[] _idf;
    private readonly byte[] _kinds;

    private readonly Spelling _spelling;

    private Vocabulary(ulong[] hashes, float[] idf, byte[] kinds, Spelling spelling)
    {
        (_hashes, _idf, _kinds, _spelling) = (hashes, idf, kinds, spelling);
        _index = new Dictionary<ulong, int>(hashes.Length);
        for (int i = 0; i < hashes.Length; i++)
        {
            _index[hashes[i]] = i;
        }
    }

    public int Count => _hashes.Length;

    /// <summary>Counts features over documents; those in fewer than <paramref name="minDocuments"/> are left out.</summary>
    public static Vocabulary Build(IReadOnlyList<string> documents, int minDocuments)
    {
        var seen = new Dictionary<ulong, (int Documents, int Last, byte Kind, int Order)>();
        var buffer = new TextFeature[TextTokens.MaxFeatures(TextTokens.MaxCharacters)];
        for (int d = 0; d < documents.Count; d++)
        {
            int count = TextTokens.Extract(documents[d], null, buffer);
            for (int i = 0; i < count; i++)
            {
                ref var entry = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(seen, buffer[i].Hash, out bool exists);
                if (!exists)
                {
                    entry = (1, d, (byte)buffer[i].Kind, seen.Count);
                }
                else if (entry.Last != d)
                {
                    entry = (entry.Documents + 1, d, entry.Kind, entry.Order);
                }
            }
        }
        var kept = seen.Where(e => e.Value.Documents >= minDocuments).OrderBy(e => e.Value.Order).ToArray();
        return new Vocabulary(
            [.. kept.Select(e => e.Key)],
            [.. kept.Select(e => MathF.Log((1f + documents.Count) / (1f + e.Value.Documents)) + 0.5f)],
            [.. kept.Select(e => e.Value.Kind)],
            Spelling.Build(documents));
    }

    /// <summary>
    /// The sparse vector of a text: indices ascending and distinct, written to the front of both spans (each as long as
    /// <see cref="TextTokens.MaxFeatures"/> of the text). Returns how many.
    /// </summary>
    public int Encode(ReadOnlySpan<char> text, Span<int> indices, Span<float> weights)
    {
        var features = ArrayPool<TextFeature>.Shared.Rent(TextTokens.MaxFeatures(text.Length));
        int found = TextTokens.Extract(text, _spelling, features), count = 0;
        for (int i = 0; i < found; i++)
        {
            if (_index.TryGetValue(features[i].Hash, out int index))
            {
                indices[count++] = index;
            }
        }
        ArrayPool<TextFeature>.Shared.Return(features);
        indices[..count].Sort();
        int distinct = 0;
        Span<float> norm = stackalloc float[3];
        for (int i = 0; i < count;)
        {
            int j = i + 1;
            while (j < count && indices[j] == indices[i])
            {
                j++;
            }
            int index = indices[i];
            float weight = (1 + MathF.Log(j - i)) * _idf[index];
            norm[_kinds[index]] += weight * weight;
            indices[distinct] = index;
            weights[distinct++] = weight;
            i = j;
        }
        for (int kind = 0; kind < 3; kind++)
        {
            norm[kind] = norm[kind] > 0 ? KindWeight[kind] / MathF.Sqrt(norm[kind]) : 0;
        }
        for (int i = 0; i < distinct; i++)
        {
            weights[i] *= norm[_kinds[indices[i]]];
        }
        return distinct;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_hashes.AsSpan()));
        writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_idf.AsSpan()));
        writer.Write(_kinds);
        _spelling.Save(writer);
    }

    public static Vocabulary Load(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        var hashes = new ulong[count];
        var idf = new float[count];
        var kinds = new byte[count];
        reader.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(hashes.AsSpan()));
        reader.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(idf.AsSpan()));
        reader.BaseStream.ReadExactly(kinds);
        return new Vocabulary(hashes, idf, kinds, Spelling.Load(reader));
    }
}
