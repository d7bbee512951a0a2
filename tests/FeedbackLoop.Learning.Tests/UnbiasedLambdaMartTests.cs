using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Learning.Tests;

public sealed class UnbiasedLambdaMartTests
{
    private static readonly double[] Clicked = [1, 0.7, 0.45, 0.3, 0.2], Unclicked = [1, 1.1, 0.9, 1.2, 0.8];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Position_biases_of_a_world_of_pairs_are_found(bool asWeights)
    {
        // The model's own assumption (Hu et al. 2019, equation 13): a relevant document clicked at i beside an irrelevant one unclicked at j is seen in
        // t+_i t-_j of the cases. Told by the sessions' weights, or by how many sessions there are.
        var random = new Random(1);
        List<float> values = [], labels = [], weights = [];
        List<int> positions = [];
        for (int pair = 0; pair < 30_000; pair++)
        {
            int i = random.Next(5), j = (i + 1 + random.Next(4)) % 5;
            double seen = Clicked[i] * Unclicked[j] / 1.2;
            if (!asWeights && random.NextDouble() > seen)
            {
                continue;
            }
            values.AddRange([0.5f + (0.5f * random.NextSingle()), random.NextSingle(), 0.7f * random.NextSingle(), random.NextSingle()]);
            labels.AddRange([1, 0]);
            positions.AddRange([i + 1, j + 1]);
            weights.Add(asWeights ? (float)seen : 1);
        }
        var rows = new RankingRows
        {
            Values = [.. values], FeatureCount = 2, Labels = [.. labels], GroupSizes = [.. Enumerable.Repeat(2, weights.Count)], QueryWeights = [.. weights], Positions = [.. positions],
        };
        RankerModel model = new LambdaMartTrainer().Train(RankingDataset.Create(rows), null, new LambdaMartOptions
        {
            Trees = 20, Leaves = 4, Threads = 1, NormalizeLambdas = false, Debiasing = new PairwiseDebiasing { MaxPosition = 5 },
        }, null, CancellationToken.None);
        double within = 0.08; // the losses of pairs differ widely, and the last position has a thousand
        for (int k = 1; k < 5; k++)
        {
            Assert.InRange(model.ClickedBias![k] / Clicked[k], 1 - within, 1 + within);
            Assert.InRange(model.UnclickedBias![k] / Unclicked[k], 1 - within, 1 + within);
        }
    }

    [Fact]
    public void Biases_are_not_learnt_without_positions()
    {
        RankingDataset data = RankingDataset.Create(RankingWorld.Rows(seed: 1, queries: 4, perQuery: 5, features: 2));
        Assert.Throws<ArgumentException>(() => new LambdaMartTrainer().Train(data, null, new LambdaMartOptions { Debiasing = new PairwiseDebiasing() }, null, CancellationToken.None));
    }

    [Fact]
    public void Trees_take_the_draws_of_the_labels_in_turns()
    {
        RankingRows rows = RankingWorld.Rows(seed: 2, queries: 30, perQuery: 8, features: 3);
        float[] reversed = [.. rows.Labels.Select(l => 4 - l)];
        var options = new LambdaMartOptions { Trees = 1, Leaves = 6, MinDataInLeaf = 5, Threads = 1 };
        RankerModel first = Train(rows, options, null), second = Train(rows with { Labels = reversed }, options, first);
        RankerModel both = Train(rows with { LabelDraws = [rows.Labels, reversed] }, options with { Trees = 2 }, null);
        float[] expected = new float[rows.RowCount], actual = new float[rows.RowCount];
        second.Score(rows.Values, expected);
        both.Score(rows.Values, actual);
        Assert.Equal(expected, actual);
        Assert.Contains("LabelDraws", Assert.Throws<ArgumentException>(() => RankingDataset.Create(rows with { LabelDraws = [[1f]] })).Message);
    }

    private static RankerModel Train(RankingRows rows, LambdaMartOptions options, RankerModel? initial) =>
        new LambdaMartTrainer().Train(RankingDataset.Create(rows, initial: initial), null, options, null, CancellationToken.None);
}
