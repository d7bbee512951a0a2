using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Learning.LightGbm;

/// <summary>Reads the model text that LightGBM writes (<c>save_model</c>, <c>output_model</c>, <c>Booster.model_to_string</c>; format version v2 to v4) as a
/// <see cref="RankerModel"/> that scores every row of floats as LightGBM's raw prediction does, up to the rounding of leaf values to float.</summary>
/// <remarks>The rules of a node are those of <c>Tree::NumericalDecision</c> and <c>Tree::CategoricalDecision</c> in LightGBM 4.6. A threshold is rounded down to the
/// nearest float, which sends every float the same way as the double does.</remarks>
public static class LightGbmModelReader
{
    private const int CategoricalSplit = 1, DefaultLeft = 2, MissingTypeShift = 2;
    private const int MaxCategories = 256, MaxTrees = 1_000_000;

    private enum MissingType
    {
        None,
        Zero,
        NaN,
    }

    /// <summary>Whether these bytes begin like such a model.</summary>
    public static bool Recognises(ReadOnlySpan<byte> file) => file.StartsWith("tree\n"u8) || file.StartsWith("tree\r\n"u8);

    /// <param name="text">The model's text.</param>
    /// <param name="featureNames">The columns of the rows that the model shall score. Features are found by name; where the model was trained without names
    /// (Column_0, Column_1, …) by position. Null: the model's own, in its order.</param>
    /// <exception cref="InvalidDataException">The text is no such model, is damaged, or needs what a <see cref="RankerModel"/> cannot do; the message says which.</exception>
    public static RankerModel Read(TextReader text, IReadOnlyList<string>? featureNames = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.ReadLine()?.TrimEnd() != "tree")
        {
            throw new InvalidDataException("This is not a LightGBM model: its first line is not 'tree'.");
        }
        LightGbmSection header = LightGbmSection.Read(text, "header", out string? next);
        CheckHeader(header);
        string[] names = header.Text("feature_names").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int width = header.Int("max_feature_idx") + 1;
        if (names.Length != width)
        {
            throw new InvalidDataException($"The LightGBM model is damaged: it has {width} features and {names.Length} names for them.");
        }
        featureNames ??= names;
        int[] columns = Columns(names, featureNames);
        var trees = new List<RankerTree>();
        while (next is not null && next.StartsWith("Tree=", StringComparison.Ordinal))
        {
            if (trees.Count == MaxTrees)
            {
                throw new InvalidDataException($"The LightGBM model has more than {MaxTrees} trees.");
            }
            trees.Add(ReadTree(LightGbmSection.Read(text, $"tree {trees.Count}", out next), names, columns, featureNames));
        }
        if (next != "end of trees")
        {
            throw new InvalidDataException($"The LightGBM model is cut short after {trees.Count} trees.");
        }
        return RankerModel.FromTrees(featureNames, header.Has("average_output") ? Averaged(trees) : trees);
    }

    private static void CheckHeader(LightGbmSection header)
    {
        if (header.Text("version") is not ("v2" or "v3" or "v4"))
        {
            throw new InvalidDataException($"The LightGBM model has format version {header.Text("version")}; this program reads v2 to v4.");
        }
        if (header.Int("num_class") != 1 || header.Int("num_tree_per_iteration") != 1)
        {
            throw new InvalidDataException("The LightGBM model has several outputs; a ranker has one.");
        }
    }

    /// <summary>For each feature of the model its column; -1 when it has none.</summary>
    private static int[] Columns(string[] names, IReadOnlyList<string> wanted)
    {
        bool nameless = names.Index().All(name => name.Item == $"Column_{name.Index}");
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int column = 0; column < wanted.Count; column++)
        {
            // LightGBM writes names with spaces and other white space as underscores.
            places.TryAdd(wanted[column].Replace(' ', '_'), column);
        }
        return [.. names.Select((name, f) => nameless && f < wanted.Count ? f : places.TryGetValue(name, out int column) ? column : -1)];
    }

    private static RankerTree ReadTree(LightGbmSection section, string[] names, int[] columns, IReadOnlyList<string> wanted)
    {
        int leaves = section.Int("num_leaves"), nodes = leaves - 1;
        if (leaves is < 1 or > Tree.MaxLeaves)
        {
            throw section.Damaged("num_leaves", $"makes no sense: 1 to {Tree.MaxLeaves} are possible");
        }
        if (section.Has("is_linear") && section.Int("is_linear") != 0)
        {
            throw new InvalidDataException("The LightGBM model has linear leaves; train it with linear_tree=false.");
        }
        double[] values = section.Doubles("leaf_value", leaves);
        if (!Array.TrueForAll(values, double.IsFinite))
        {
            throw section.Damaged("leaf_value", "is not finite");
        }
        if (nodes == 0)
        {
            return new RankerTree { Feature = [], Threshold = [], MissingLeft = [], Left = [], Right = [], LeafValue = [(float)values[0]] };
        }
        int[] features = section.Ints("split_feature", nodes), decisions = section.Ints("decision_type", nodes);
        double[] thresholds = section.Doubles("threshold", nodes);
        var tree = new RankerTree
        {
            Feature = new int[nodes],
            Threshold = new float[nodes],
            MissingLeft = new bool[nodes],
            Left = section.Ints("left_child", nodes),
            Right = section.Ints("right_child", nodes),
            LeafValue = Array.ConvertAll(values, value => (float)value),
            LeftCategories = new int[nodes][],
            Gain = section.Floats("split_gain", nodes),
            Cover = section.Floats("internal_count", nodes),
            LeafCover = section.Floats("leaf_count", leaves),
        };
        for (int node = 0; node < nodes; node++)
        {
            int feature = features[node];
            if (feature < 0 || feature >= names.Length)
            {
                throw section.Damaged("split_feature", $"names feature {feature} of {names.Length}");
            }
            tree.Feature[node] = columns[feature] >= 0
                ? columns[feature]
                : throw new InvalidDataException($"The LightGBM model ranks by the feature {names[feature]}, which is not among these: {string.Join(", ", wanted)}.");
            if ((decisions[node] & CategoricalSplit) != 0)
            {
                tree.LeftCategories[node] = Categories(section, thresholds[node]);
            }
            else
            {
                (tree.Threshold[node], tree.MissingLeft[node]) = Numeric(thresholds[node], decisions[node], names[feature]);
            }
        }
        return tree;
    }

    private static (float Threshold, bool MissingLeft) Numeric(double threshold, int decision, string feature)
    {
        bool defaultLeft = (decision & DefaultLeft) != 0, zeroLeft = 0 <= threshold;
        switch ((MissingType)((decision >> MissingTypeShift) & 3))
        {
            case MissingType.NaN:
                return (RoundDown(threshold), defaultLeft);
            case MissingType.None:
                return (RoundDown(threshold), zeroLeft); // NaN counts as zero
            case MissingType.Zero when defaultLeft == zeroLeft:
                return (RoundDown(threshold), defaultLeft);
            default:
                throw new InvalidDataException($"The LightGBM model treats zeros of {feature} as missing; train it with zero_as_missing=false.");
        }
    }

    /// <summary>The largest float that is not above a threshold: no float lies between the two.</summary>
    private static float RoundDown(double threshold)
    {
        float rounded = (float)threshold;
        return rounded > threshold ? MathF.BitDecrement(rounded) : rounded;
    }

    /// <summary>The bits that are set in the words of one categorical split.</summary>
    private static int[] Categories(LightGbmSection section, double which)
    {
        int[] bounds = section.Ints("cat_boundaries", section.Int("num_cat") + 1);
        int index = (int)which;
        if (index < 0 || index >= bounds.Length - 1 || bounds[index] < 0 || bounds[index + 1] < bounds[index])
        {
            throw section.Damaged("cat_boundaries", "does not fit the splits");
        }
        uint[] words = section.Words("cat_threshold", bounds[^1]);
        var categories = new List<int>();
        for (int word = bounds[index]; word < Math.Min(bounds[index + 1], words.Length); word++)
        {
            for (int bit = 0; bit < 32; bit++)
            {
                if ((words[word] >> bit & 1) != 0)
                {
                    categories.Add(((word - bounds[index]) * 32) + bit);
                }
            }
        }
        return categories.Count <= MaxCategories
            ? [.. categories]
            : throw new InvalidDataException($"The LightGBM model sends {categories.Count} categories one way; at most {MaxCategories} are possible.");
    }

    /// <summary>A random forest answers with the mean of its trees.</summary>
    private static IEnumerable<RankerTree> Averaged(List<RankerTree> trees) =>
        trees.Select(tree => tree with { LeafValue = Array.ConvertAll(tree.LeafValue, value => value / trees.Count) });
}
