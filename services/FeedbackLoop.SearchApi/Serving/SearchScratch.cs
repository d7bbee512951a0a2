using FeedbackLoop.Contracts.Features;
using FeedbackLoop.SearchApi.Lexical;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>Memory of one search that the next one uses again. Not thread-safe.</summary>
public sealed class SearchScratch(int candidates)
{
    /// <summary>Most candidates of both retrievers together.</summary>
    public int Capacity { get; } = 2 * candidates;

    public LexicalMatch Match { get; } = new();

    /// <summary>Best lexical candidates by ordinal, best first, with their scores.</summary>
    public int[] LexicalTop { get; } = new int[candidates];
    public float[] LexicalScores { get; } = new float[candidates];
    public int LexicalCount { get; set; }

    public int[] VectorTop { get; } = new int[candidates];
    public float[] VectorScores { get; } = new float[candidates];
    public int VectorCount { get; set; }

    /// <summary>The fused candidates: ordinal, id, ranks (1-based; 0: not found by that retriever), fused score.</summary>
    public int[] Candidates { get; } = new int[2 * candidates];
    public string[] ItemIds { get; } = new string[2 * candidates];
    public int[] LexicalRanks { get; } = new int[2 * candidates];
    public int[] VectorRanks { get; } = new int[2 * candidates];
    public float[] Fused { get; } = new float[2 * candidates];
    public int Count { get; set; }

    /// <summary>Scopes x candidates.</summary>
    public FeatureCounters?[] Counters { get; } = new FeatureCounters?[3 * 2 * candidates];

    /// <summary>Candidates x <see cref="RankingFeatures.Count"/>.</summary>
    public float[] Features { get; } = new float[2 * candidates * RankingFeatures.Count];
    public float[] Scores { get; } = new float[2 * candidates];
    public float[] OtherScores { get; } = new float[2 * candidates];

    public ReadOnlySpan<float> FeaturesOf(int candidate) => Features.AsSpan(candidate * RankingFeatures.Count, RankingFeatures.Count);

    public void Clear()
    {
        Match.Clear();
        Counters.AsSpan(0, Math.Min(Counters.Length, 3 * Count)).Clear();
        ItemIds.AsSpan(0, Count).Clear();
        LexicalCount = 0;
        VectorCount = 0;
        Count = 0;
    }
}
