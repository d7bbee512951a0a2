using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Retraining.Runs;

/// <summary>Holds the last report of the training thread for whoever looks.</summary>
internal sealed class LatestProgress : IProgress<TrainingProgress>
{
    private double _share;

    /// <summary>0 to 1.</summary>
    public double Share => Volatile.Read(ref _share);

    public void Report(TrainingProgress value) => Volatile.Write(ref _share, value.Tree / (double)value.Trees);
}
