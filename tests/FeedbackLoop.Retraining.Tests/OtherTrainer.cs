using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Retraining.Tests;

/// <summary>A second trainer, which like LightGBM learns from raw rows.</summary>
internal sealed class OtherTrainer : IRankerTrainer
{
    public string Name => "other";

    public bool NeedsRows => true;

    public RankerModel Train(RankingDataset train, RankingDataset? validation, LambdaMartOptions options, IProgress<TrainingProgress>? progress, CancellationToken ct) =>
        train.Rows is { } rows && rows.Values.Length == train.RowCount * train.FeatureCount && (validation is null || validation.Rows is not null)
            ? new LambdaMartTrainer().Train(train, validation, options with { Leaves = 4 }, progress, ct)
            : throw new ArgumentException("There are no rows.", nameof(train));
}
