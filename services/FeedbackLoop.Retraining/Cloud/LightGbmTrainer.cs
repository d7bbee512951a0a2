using FeedbackLoop.Learning.LambdaMart;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace FeedbackLoop.Retraining.Cloud;

/// <summary>Trains with LightGBM's LambdaMART through ML.NET, then takes the trees over into a <see cref="RankerModel"/>: serving needs no ML.NET and scores both
/// trainers' models alike. What ML.NET does not offer of the options stays LightGBM's default: truncation, normalisation and pairwise de-biasing. A row's weight is its own
/// times its query's. Progress is told at the end, and a cancellation is seen before and after.</summary>
public sealed class LightGbmTrainer : IRankerTrainer
{
    // ML.NET does not tell where a node sends a missing value. Below everything, it goes left everywhere.
    private const float Missing = -1e30f;
    private const int MostGrades = 31;

    /// <inheritdoc/>
    public string Name => "lightgbm";

    /// <inheritdoc/>
    public bool NeedsRows => true;

    /// <inheritdoc/>
    public RankerModel Train(RankingDataset train, RankingDataset? validation, LambdaMartOptions options, IProgress<TrainingProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(train.FeatureCount);
        if (train.Initial is not null)
        {
            throw new ArgumentException("LightGBM cannot go on from another model here: set Retraining:Training:WarmStart to false, or train with lambdamart.", nameof(train));
        }

        ct.ThrowIfCancellationRequested();
        var context = new MLContext(options.Seed);
        var schema = SchemaDefinition.Create(typeof(RankedRow));
        schema[nameof(RankedRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, train.FeatureCount);
        var trainer = context.Ranking.Trainers.LightGbm(Options(options));
        var data = context.Data.LoadFromEnumerable(Rows(train), schema);
        var trained = validation is null ? trainer.Fit(data) : trainer.Fit(data, context.Data.LoadFromEnumerable(Rows(validation), schema));
        ct.ThrowIfCancellationRequested();
        var ensemble = trained.Model.TrainedTreeEnsemble;
        var model = RankerModel.FromTrees(train.FeatureNames, ensemble.Trees.Zip(ensemble.TreeWeights, Convert));
        progress?.Report(new TrainingProgress(model.TreeCount, model.TreeCount, null));
        return model;
    }

    private static LightGbmRankingTrainer.Options Options(LambdaMartOptions options) => new()
    {
        LabelColumnName = nameof(RankedRow.Label),
        FeatureColumnName = nameof(RankedRow.Features),
        RowGroupColumnName = nameof(RankedRow.Query),
        ExampleWeightColumnName = nameof(RankedRow.Weight),
        NumberOfIterations = options.Trees,
        NumberOfLeaves = options.Leaves,
        LearningRate = options.LearningRate,
        MinimumExampleCountPerLeaf = options.MinDataInLeaf,
        EarlyStoppingRound = options.EarlyStoppingRounds,
        Sigmoid = options.Sigmoid,
        CustomGains = [.. Enumerable.Range(0, MostGrades).Select(grade => options.Gain == LabelGain.Linear ? grade : (1 << grade) - 1)],
        EvaluationMetric = LightGbmRankingTrainer.Options.EvaluateMetricType.NormalizedDiscountedCumulativeGain,
        HandleMissingValue = false,
        Seed = options.Seed,
        Deterministic = true,
        ForceRowWise = true,
        NumberOfThreads = options.Threads == 0 ? null : options.Threads,
        Booster = new GradientBooster.Options
        {
            L1Regularization = options.L1,
            L2Regularization = options.L2,
            MinimumSplitGain = options.MinGain,
            MinimumChildWeight = options.MinHessianInLeaf,
            MaximumTreeDepth = options.MaxDepth,
            FeatureFraction = options.FeatureFraction,
            SubsampleFraction = options.BaggingFraction,
            SubsampleFrequency = options.BaggingFrequency,
        },
    };

    private static IEnumerable<RankedRow> Rows(RankingDataset data)
    {
        var rows = data.Rows ?? throw new ArgumentException("LightGBM needs the raw rows.", nameof(data));
        var row = 0;
        for (var query = 0; query < rows.GroupSizes.Length; query++)
        {
            for (var end = row + rows.GroupSizes[query]; row < end; row++)
            {
                var features = rows.Values.AsSpan(row * rows.FeatureCount, rows.FeatureCount).ToArray();
                for (var f = 0; f < features.Length; f++)
                {
                    features[f] = float.IsNaN(features[f]) ? Missing : features[f];
                }

                yield return new RankedRow
                {
                    Label = Math.Clamp(MathF.Round(rows.Labels[row]), 0, MostGrades - 1),
                    Features = features,
                    Query = (uint)query + 1,
                    Weight = (rows.Weights?[row] ?? 1) * (rows.QueryWeights?[query] ?? 1),
                };
            }
        }
    }

    private static RankerTree Convert(RegressionTree tree, double weight)
    {
        var leaves = tree.NumberOfLeaves;
        var nodes = leaves - 1;
        return new RankerTree
        {
            Feature = [.. tree.NumericalSplitFeatureIndexes.Take(nodes)],
            Threshold = [.. tree.NumericalSplitThresholds.Take(nodes)],
            MissingLeft = [.. Enumerable.Repeat(true, nodes)],
            Left = [.. tree.LeftChild.Take(nodes)],
            Right = [.. tree.RightChild.Take(nodes)],
            LeafValue = [.. tree.LeafValues.Take(leaves).Select(value => (float)(value * weight))],
            Gain = [.. tree.SplitGains.Take(nodes).Select(gain => (float)gain)],
        };
    }

    private sealed class RankedRow
    {
        public float Label { get; set; }

        public float[] Features { get; set; } = [];

        /// <summary>Key of the query; keys begin at 1.</summary>
        [KeyType(uint.MaxValue - 1)]
        public uint Query { get; set; }

        public float Weight { get; set; }
    }
}
