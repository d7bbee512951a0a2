using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>A ranker that serves. Without a model (the baseline) it ranks by the fused score of retrieval.</summary>
public sealed class ServingRanker
{
    private readonly RankerModel? _model;

    private ServingRanker(string version, RankerModel? model)
    {
        Version = version;
        _model = model;
    }

    public string Version { get; }

    /// <param name="version">As registered.</param>
    /// <param name="artifact">What the trainer wrote; null for the baseline.</param>
    /// <exception cref="InvalidDataException">The artifact is damaged, or made for other features than this build serves.</exception>
    public static ServingRanker Load(string version, byte[]? artifact)
    {
        if (artifact is null)
        {
            return new(version, null);
        }

        var model = RankerModel.Load(new MemoryStream(artifact));
        return model.FeatureNames.SequenceEqual(RankingFeatures.Names)
            ? new(version, model)
            : throw new InvalidDataException(
                $"Ranker {version} was trained on other features than this build serves: {Difference(model.FeatureNames)}.");
    }

    /// <summary>Scores candidates; higher is better.</summary>
    /// <param name="features">Candidates x <see cref="RankingFeatures.Count"/>.</param>
    /// <param name="scores">One per candidate.</param>
    public void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        if (_model is not null)
        {
            _model.Score(features, scores);
            return;
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = features[i * RankingFeatures.Count + RankingFeatures.FusedScore];
        }
    }

    private static string Difference(IReadOnlyList<string> names)
    {
        var foreign = names.Except(RankingFeatures.Names).ToArray();
        var missing = RankingFeatures.Names.Except(names).ToArray();
        return foreign.Length + missing.Length == 0
            ? "the same ones in another order"
            : $"it knows [{string.Join(", ", foreign)}] in addition and lacks [{string.Join(", ", missing)}]";
    }
}
