using System.Globalization;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.LightGbm;

namespace FeedbackLoop.Learning.Tests.LightGbm;

/// <summary>ranker.txt is what LightGBM 4.6 wrote after lambdarank on made-up data with missing values and a category; predictions.tsv are rows it did not see, with
/// what its command line predicted (task=predict predict_raw_score=true).</summary>
public sealed class LightGbmModelReaderTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "LightGbm");
    private static readonly string Model = File.ReadAllText(Path.Combine(Folder, "ranker.txt"));
    private static readonly (string[] Names, float[][] Rows, double[] Predictions) Expected = ReadPredictions();

    private static readonly string[] OtherOrder = ["noise", "unused", "kind", "price", "age", "clicks", "rating"];

    [Fact]
    public void Scores_as_LightGBM_predicts()
    {
        RankerModel model = Read(Model);
        Assert.Equal(Expected.Names, model.FeatureNames);
        Assert.Equal(6, model.TreeCount);
        float[] scores = Score(model, Expected.Rows);
        Assert.All(Expected.Predictions.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.True(Expected.Predictions.Distinct().Count() > 40); // the rows tell the leaves apart
    }

    [Fact]
    public void Columns_are_found_by_name()
    {
        RankerModel model = LightGbmModelReader.Read(new StringReader(Model), OtherOrder);
        Assert.Equal(OtherOrder, model.FeatureNames);
        var rows = Expected.Rows.Select(row => OtherOrder.Select(name => Array.IndexOf(Expected.Names, name) is var column and >= 0 ? row[column] : 999f).ToArray());
        Assert.Equal(Score(Read(Model), Expected.Rows), Score(model, [.. rows]));
    }

    [Fact]
    public void Columns_without_names_are_taken_by_position()
    {
        string nameless = Model.Replace("feature_names=price rating age kind clicks noise", "feature_names=Column_0 Column_1 Column_2 Column_3 Column_4 Column_5", StringComparison.Ordinal);
        RankerModel model = LightGbmModelReader.Read(new StringReader(nameless), ["a", "b", "c", "d", "e", "f"]);
        Assert.Equal(Score(Read(Model), Expected.Rows), Score(model, Expected.Rows));
    }

    [Fact]
    public void A_random_forest_answers_with_the_mean()
    {
        float[] sums = Score(Read(Model), Expected.Rows);
        float[] means = Score(Read(Model.Replace("objective=", "average_output\nobjective=", StringComparison.Ordinal)), Expected.Rows);
        Assert.All(sums.Zip(means), pair => Assert.Equal(pair.First / 6, pair.Second, 1e-6));
    }

    [Fact]
    public void Is_saved_loaded_and_explained_like_any_ranker()
    {
        RankerModel model = Read(Model);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        Assert.Equal(Score(model, Expected.Rows), Score(RankerModel.Load(file), Expected.Rows));
        Assert.True(model.Importance().Single(feature => feature.Feature == "rating").Gain > 0);
        Explanation explanation = model.Explain(Expected.Rows[0]);
        Assert.Equal(Expected.Predictions[0], explanation.Base + explanation.Contributions.Sum(c => c.Contribution), 1e-5);
    }

    [Fact]
    public void The_rules_of_a_node_are_LightGBMs()
    {
        // One split at 1.5 and a half unit in the last place: the double lies between two floats.
        string Stump(int decision, string threshold) =>
            $"tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nfeature_names=x\n\nTree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold={threshold}\n"
            + $"decision_type={decision}\nleft_child=-1\nright_child=-2\nleaf_value=-1 1\nend of trees\n";
        float[] Of(int decision, string threshold, params float[] values) => Score(Read(Stump(decision, threshold)), [.. values.Select(v => new[] { v })]);

        float above = MathF.BitIncrement(1.5f);
        string between = ((1.5 + above) / 2).ToString("R", CultureInfo.InvariantCulture);
        Assert.Equal([-1, 1], Of(2, between, 1.5f, above));
        Assert.Equal([-1, 1], Of(2, "1.5", 1.5f, above));
        Assert.Equal([-1, 1], Of(2, "-1.5", MathF.BitDecrement(-1.5f), 0f));
        Assert.Equal([-1, -1, 1], Of(2, "1e300", 0f, float.MaxValue, float.PositiveInfinity));

        // Missing none: NaN counts as zero, whatever the default says. Missing NaN: the default says.
        Assert.Equal([-1], Of(0, "0.5", float.NaN));
        Assert.Equal([1], Of(2, "-0.5", float.NaN));
        Assert.Equal([1], Of(8, "0.5", float.NaN));
        Assert.Equal([-1], Of(10, "-0.5", float.NaN));

        // Zero is missing: possible where zeros go where they would go anyway.
        Assert.Equal([-1, -1, 1], Of(6, "0.5", float.NaN, 0, 1));
        Assert.Contains("zero_as_missing=false", Assert.Throws<InvalidDataException>(() => Read(Stump(4, "0.5"))).Message);
    }

    [Theory]
    [InlineData("tree\n", "trees\n", "not a LightGBM model")]
    [InlineData("version=v4", "version=v9", "format version v9")]
    [InlineData("num_class=1", "num_class=3", "several outputs")]
    [InlineData("end of trees", "", "cut short")]
    [InlineData("num_leaves=9", "num_leaves=8", "values instead of")]
    [InlineData("num_leaves=9", "num_leaves=900000000", "makes no sense")]
    [InlineData("is_linear=0", "is_linear=1", "linear_tree=false")]
    [InlineData("leaf_value=", "leaf_value=x", "no number")]
    [InlineData("left_child=1 ", "left_child=0 ", "points outside its tree")]
    [InlineData("left_child=1 ", "left_child=2 ", "points outside its tree")]
    [InlineData("split_feature=", "split_feature=7", "names feature 7")]
    [InlineData("feature_names=price rating age", "feature_names=price age", "5 names")]
    public void What_is_damaged_or_not_possible_is_refused_by_name(string what, string instead, string reason)
    {
        int at = Model.IndexOf(what, StringComparison.Ordinal);
        Assert.True(at >= 0, what);
        string model = what == "end of trees" ? Model[..at] : string.Concat(Model.AsSpan(0, at), instead, Model.AsSpan(at + what.Length));
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Read(model)).Message);
    }

    [Fact]
    public void A_feature_that_nobody_has_is_named() =>
        Assert.Contains("rating", Assert.Throws<InvalidDataException>(() => LightGbmModelReader.Read(new StringReader(Model), ["price", "age", "kind", "clicks", "noise"])).Message);

    [Fact]
    public void No_mutilated_text_throws_anything_else()
    {
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 500; i++)
        {
            char[] text = Model.ToCharArray();
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                text[random.Next(text.Length)] = "0123456789-. =\nTe"[random.Next(17)];
            }
            try
            {
                Score(Read(new string(text)), Expected.Rows);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1, 499);
    }

    private static RankerModel Read(string text) => LightGbmModelReader.Read(new StringReader(text));

    private static float[] Score(RankerModel model, float[][] rows)
    {
        float[] scores = new float[rows.Length];
        model.Score([.. rows.SelectMany(row => row)], scores);
        return scores;
    }

    private static (string[], float[][], double[]) ReadPredictions()
    {
        string[][] lines = [.. File.ReadLines(Path.Combine(Folder, "predictions.tsv")).Select(line => line.Split('\t'))];
        return (lines[0][..^1],
            [.. lines.Skip(1).Select(line => Array.ConvertAll(line[..^1], value => value == "nan" ? float.NaN : float.Parse(value, CultureInfo.InvariantCulture)))],
            [.. lines.Skip(1).Select(line => double.Parse(line[^1], CultureInfo.InvariantCulture))]);
    }
}
