namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Something that learns a ranker from a data set: the project's own <see cref="LambdaMartTrainer"/>, or in the cloud profile ML.NET's LightGBM.</summary>
public interface IRankerTrainer
{
    /// <summary>Short name for lineage and configuration, such as <c>lambdamart</c>.</summary>
    string Name { get; }

    /// <summary>Whether it learns from the raw values: its data sets then need <see cref="BinningOptions.KeepRows"/>.</summary>
    bool NeedsRows { get; }

    /// <summary>Trains on <paramref name="train"/>. <paramref name="validation"/>, when given, must share the bins of <paramref name="train"/>
    /// (<see cref="RankingDataset.Create"/> with <c>shareBinsOf</c>) and is used for early stopping and progress.</summary>
    /// <exception cref="ArgumentException">An option or the data make no sense; the message names which.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled between two trees.</exception>
    RankerModel Train(RankingDataset train, RankingDataset? validation, LambdaMartOptions options, IProgress<TrainingProgress>? progress, CancellationToken ct);
}
