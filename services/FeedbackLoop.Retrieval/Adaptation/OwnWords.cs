using FeedbackLoop.Retrieval.Embedding.Text;

namespace FeedbackLoop.Retrieval.Adaptation;

/// <summary>The words, and pairs of words, that the catalogue itself uses: the embedder learned them from the items, so feedback, which knows best what is
/// popular, is not to bend them.</summary>
public sealed class OwnWords
{
    private readonly HashSet<ulong> _hashes = [];
    private readonly TextFeature[] _features = new TextFeature[TextTokens.MaxFeatures(TextTokens.MaxCharacters)];

    /// <summary>Takes in a title or another text of an item. Not thread-safe.</summary>
    public void Add(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }
        int count = TextTokens.Extract(text, null, _features);
        foreach (var feature in _features.AsSpan(0, count))
        {
            if (feature.Kind != TextFeatureKind.Gram)
            {
                _hashes.Add(feature.Hash);
            }
        }
    }

    internal bool Contains(ulong hash) => _hashes.Contains(hash);
}
