using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Retraining.Datasets;

namespace FeedbackLoop.Retraining.Runs;

/// <summary>Trains a ranker on a data set. The same data set, options and seed give the same bytes.</summary>
public static class RankerTraining
{
    /// <param name="warmStart">The model to go on from; null starts anew.</param>
    public static RankerModel Train(
        IRankerTrainer trainer, Dataset dataset, TrainingOptions options, int seed, RankerModel? warmStart,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var binning = new BinningOptions { Seed = seed, Threads = options.Threads, KeepRows = trainer.NeedsRows };
        var train = RankingDataset.Create(Rows(dataset, DatasetPart.Train), binning, initial: warmStart);
        // A handful of searches would stop the training by their noise, mostly far too early.
        var validation = dataset.Searches.Count(search => search.Part == DatasetPart.Validation) >= options.MinimumValidation
            ? RankingDataset.Create(Rows(dataset, DatasetPart.Validation), binning, shareBinsOf: train, initial: warmStart)
            : null;
        return trainer.Train(train, validation, new LambdaMartOptions
        {
            Trees = options.Trees,
            Leaves = options.Leaves,
            LearningRate = options.LearningRate,
            MinDataInLeaf = options.MinDataInLeaf,
            MinHessianInLeaf = options.MinHessianInLeaf,
            L2 = options.L2,
            FeatureFraction = options.FeatureFraction,
            Truncation = options.Truncation,
            // Normalising each query's lambdas would take back what the inverse propensities weigh.
            NormalizeLambdas = false,
            EarlyStoppingRounds = validation is null ? 0 : options.EarlyStopping,
            Seed = seed,
            Threads = options.Threads,
        }, progress, cancellationToken);
    }

    private static RankingRows Rows(Dataset dataset, DatasetPart part)
    {
        var width = RankingFeatures.Count;
        var searches = dataset.Searches.Where(search => search.Part == part).ToList();
        var count = searches.Sum(search => search.Items.Length);
        var values = new float[count * width];
        var row = 0;
        foreach (var search in searches)
        {
            foreach (var item in search.Items)
            {
                search.Search.Features.AsSpan(item * width, width).CopyTo(values.AsSpan(row++ * width));
            }
        }

        return new RankingRows
        {
            Values = values,
            FeatureCount = width,
            GroupSizes = [.. searches.Select(search => search.Items.Length)],
            Labels = [.. searches.SelectMany(search => search.Labels)],
            Weights = [.. searches.SelectMany(search => search.Weights)],
            QueryWeights = [.. searches.Select(search => search.QueryWeight)],
            Positions = [.. searches.SelectMany(search => search.Items.Select(item => item + 1))],
            FeatureNames = RankingFeatures.Names,
        };
    }
}
