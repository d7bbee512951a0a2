namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>One regression tree in flat arrays. Inner node k is the k-th split; a child is another node when not negative, else ~leaf.</summary>
internal sealed class Tree(int leaves)
{
    public const int MaxLeaves = 4096;

    /// <summary>Leaves in use; inner nodes are one fewer.</summary>
    public int LeafCount { get; set; } = 1;

    public int[] Feature { get; } = new int[leaves - 1];

    /// <summary>Numeric nodes: a value goes left when it is not above this.</summary>
    public float[] Threshold { get; } = new float[leaves - 1];

    /// <summary>Training only: the last bin that goes left.</summary>
    public byte[] Bin { get; } = new byte[leaves - 1];

    /// <summary>Where a missing value goes.</summary>
    public bool[] MissingLeft { get; } = new bool[leaves - 1];

    /// <summary>Categorical nodes: the categories that go left, ascending; null for numeric ones.</summary>
    public int[]?[] LeftCategories { get; } = new int[leaves - 1][];

    public int[] Left { get; } = new int[leaves - 1];

    public int[] Right { get; } = new int[leaves - 1];

    public float[] Gain { get; } = new float[leaves - 1];

    /// <summary>Training rows that passed each node.</summary>
    public float[] Cover { get; } = new float[leaves - 1];

    public float[] LeafValue { get; } = new float[leaves];

    public float[] LeafCover { get; } = new float[leaves];

    /// <summary>The value of the leaf that a row falls into.</summary>
    public float Score(ReadOnlySpan<float> row)
    {
        if (LeafCount == 1)
        {
            return LeafValue[0];
        }
        int node = 0;
        do
        {
            node = GoesLeft(node, row[Feature[node]]) ? Left[node] : Right[node];
        }
        while (node >= 0);
        return LeafValue[~node];
    }

    /// <summary>Makes sure that every path from the root ends, and that every node and leaf hangs in one place.</summary>
    /// <exception cref="InvalidDataException">It is no tree, or tests a feature that there is not.</exception>
    public void Check(int features)
    {
        // A child stands after its parent, so that no chain of nodes can go round in a circle.
        var hangs = new bool[(2 * LeafCount) - 1];
        for (int node = 0; node < LeafCount - 1; node++)
        {
            if (Feature[node] < 0 || Feature[node] >= features || !Hang(Left[node]) || !Hang(Right[node]))
            {
                throw new InvalidDataException("The ranker model is damaged: a node points outside its tree.");
            }

            bool Hang(int child)
            {
                int place = child >= 0 ? child : LeafCount - 1 + ~child;
                if ((child >= 0 && (child <= node || child >= LeafCount - 1)) || place >= hangs.Length || hangs[place])
                {
                    return false;
                }
                return hangs[place] = true;
            }
        }
    }

    /// <summary>Which way a value goes.</summary>
    public bool GoesLeft(int node, float value)
    {
        if (LeftCategories[node] is { } categories)
        {
            return FeatureBins.IsCategory(value) && Array.BinarySearch(categories, (int)value) >= 0;
        }
        return float.IsNaN(value) ? MissingLeft[node] : value <= Threshold[node];
    }

    /// <summary>The leaf that a binned row falls into; only while training.</summary>
    public int LeafOfBins(RankingDataset data, int row)
    {
        if (LeafCount == 1)
        {
            return 0;
        }
        int node = 0;
        do
        {
            int feature = Feature[node];
            byte bin = data.Bin(row, feature);
            FeatureBins bins = data.Bins[feature];
            bool left = LeftCategories[node] is { } categories
                ? bin < bins.ValueBins && Array.BinarySearch(categories, bins.Categories![bin]) >= 0
                : bins.HasMissing && bin == bins.Count - 1 ? MissingLeft[node] : bin <= Bin[node];
            node = left ? Left[node] : Right[node];
        }
        while (node >= 0);
        return ~node;
    }
}
