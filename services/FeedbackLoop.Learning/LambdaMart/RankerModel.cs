using System.Text;
using System.Text.Json;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>A trained ranker: a sum of regression trees. Immutable, safe for any number of threads, no allocation per scored query.</summary>
public sealed class RankerModel
{
    private readonly string[] featureNames;
    private readonly EnsembleScorer scorer;

    internal RankerModel(string[] featureNames, Tree[] trees, double[]? clickedBias = null, double[]? unclickedBias = null)
    {
        this.featureNames = featureNames;
        Trees = trees;
        ClickedBias = clickedBias;
        UnclickedBias = unclickedBias;
        scorer = new EnsembleScorer(trees, featureNames.Length);
    }

    /// <summary>A model of trees that were grown elsewhere; a row's score is the sum of its leaves.</summary>
    /// <param name="featureNames">Names of the columns, which are what the trees' features count.</param>
    /// <exception cref="InvalidDataException">An array does not make a tree; the message says what is wrong.</exception>
    public static RankerModel FromTrees(IReadOnlyList<string> featureNames, IEnumerable<RankerTree> trees)
    {
        ArgumentNullException.ThrowIfNull(featureNames);
        return new([.. featureNames], [.. trees.Select(tree => tree.ToTree(featureNames.Count))]);
    }

    /// <summary>Names of the features in the order in which rows must hold them.</summary>
    public IReadOnlyList<string> FeatureNames => featureNames;

    /// <summary>Number of trees.</summary>
    public int TreeCount => Trees.Length;

    /// <summary>Unbiased LambdaMART's bias of a click per position relative to the first, or null when it was not learnt. Not saved.</summary>
    public IReadOnlyList<double>? ClickedBias { get; }

    /// <summary>The same for a document that was not clicked.</summary>
    public IReadOnlyList<double>? UnclickedBias { get; }

    internal Tree[] Trees { get; }

    /// <summary>Scores a batch of candidates; a higher score is a better place.</summary>
    /// <param name="rows">Row-major n x F, features in the order of <see cref="FeatureNames"/>; NaN is missing.</param>
    /// <param name="scores">n scores out.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        if (rows.Length != (long)scores.Length * featureNames.Length)
        {
            throw new ArgumentException($"{scores.Length} scores need {scores.Length} x {featureNames.Length} feature values, but there are {rows.Length}.", nameof(rows));
        }
        scorer.Score(rows, scores);
    }

    /// <summary>The same, one tree and one row at a time: the twin that the tests compare with.</summary>
    internal void ScoreScalar(ReadOnlySpan<float> rows, Span<float> scores)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            float sum = 0;
            foreach (Tree tree in Trees)
            {
                sum += tree.Score(rows.Slice(i * featureNames.Length, featureNames.Length));
            }
            scores[i] = sum;
        }
    }

    /// <summary>How much each feature contributes to the model, in column order.</summary>
    public IReadOnlyList<FeatureImportance> Importance()
    {
        double[] gains = new double[featureNames.Length];
        int[] splits = new int[featureNames.Length];
        foreach (Tree tree in Trees)
        {
            for (int node = 0; node < tree.LeafCount - 1; node++)
            {
                gains[tree.Feature[node]] += tree.Gain[node];
                splits[tree.Feature[node]]++;
            }
        }
        return [.. featureNames.Select((name, f) => new FeatureImportance(name, gains[f], splits[f]))];
    }

    /// <summary>Why a row scores as it does: each feature's Shapley value in this model. Base plus contributions is the score.</summary>
    /// <param name="row">F feature values.</param>
    public Explanation Explain(ReadOnlySpan<float> row)
    {
        if (row.Length != featureNames.Length)
        {
            throw new ArgumentException($"The row holds {row.Length} values, but the model has {featureNames.Length} features.", nameof(row));
        }
        return TreeShap.Explain(Trees, featureNames, row);
    }

    /// <summary>Writes the versioned binary form with its checksum.</summary>
    public void Save(Stream stream) => RankerModelFile.Write(this, stream);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream holds no such model, a damaged one, or one of a newer version; the message says which.</exception>
    public static RankerModel Load(Stream stream) => RankerModelFile.Read(stream);

    /// <summary>The model as readable JSON, for people and other programs. Not read back.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("kind", "feedbackloop-ranker");
            json.WriteNumber("version", RankerModelFile.Version);
            json.WriteStartArray("features");
            Array.ForEach(featureNames, json.WriteStringValue);
            json.WriteEndArray();
            json.WriteStartArray("trees");
            foreach (Tree tree in Trees)
            {
                WriteNode(json, tree, tree.LeafCount == 1 ? ~0 : 0);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void WriteNode(Utf8JsonWriter json, Tree tree, int node)
    {
        json.WriteStartObject();
        if (node < 0)
        {
            json.WriteNumber("value", tree.LeafValue[~node]);
            json.WriteNumber("rows", tree.LeafCover[~node]);
        }
        else
        {
            json.WriteString("feature", featureNames[tree.Feature[node]]);
            if (tree.LeftCategories[node] is { } categories)
            {
                json.WriteStartArray("leftIfIn");
                Array.ForEach(categories, json.WriteNumberValue);
                json.WriteEndArray();
            }
            else if (float.IsFinite(tree.Threshold[node]))
            {
                json.WriteNumber("leftIfAtMost", tree.Threshold[node]);
            }
            else
            {
                json.WriteBoolean("leftIfPresent", true);
            }
            json.WriteBoolean("missingLeft", tree.MissingLeft[node]);
            json.WriteNumber("gain", tree.Gain[node]);
            json.WriteNumber("rows", tree.Cover[node]);
            json.WritePropertyName("left");
            WriteNode(json, tree, tree.Left[node]);
            json.WritePropertyName("right");
            WriteNode(json, tree, tree.Right[node]);
        }
        json.WriteEndObject();
    }
}
