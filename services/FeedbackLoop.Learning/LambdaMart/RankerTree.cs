namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>A regression tree that was grown elsewhere, on its way into a <see cref="RankerModel"/>. Inner node k has k-th place in the node arrays, node 0 is the
/// root, and a child is another node when not negative, else ~leaf. A tree of one leaf has empty node arrays.</summary>
public sealed record RankerTree
{
    /// <summary>Column of the feature that each node tests.</summary>
    public required int[] Feature { get; init; }

    /// <summary>Numeric nodes: a value goes left when it is not above this.</summary>
    public required float[] Threshold { get; init; }

    /// <summary>Where each node sends a missing value (NaN).</summary>
    public required bool[] MissingLeft { get; init; }

    public required int[] Left { get; init; }

    public required int[] Right { get; init; }

    public required float[] LeafValue { get; init; }

    /// <summary>Categorical nodes: the categories that go left, ascending; null for numeric ones. Null when there are none.</summary>
    public int[]?[]? LeftCategories { get; init; }

    /// <summary>Loss reduction of each node's split; null is unknown.</summary>
    public float[]? Gain { get; init; }

    /// <summary>Training rows that passed each node; null is unknown.</summary>
    public float[]? Cover { get; init; }

    /// <summary>Training rows in each leaf; null is unknown.</summary>
    public float[]? LeafCover { get; init; }

    /// <exception cref="InvalidDataException">The arrays do not make a tree; the message says what is wrong.</exception>
    internal Tree ToTree(int features)
    {
        int leaves = LeafValue.Length, nodes = leaves - 1;
        if (leaves is < 1 or > Tree.MaxLeaves)
        {
            throw new InvalidDataException($"A tree has {leaves} leaves; 1 to {Tree.MaxLeaves} are possible.");
        }
        if (new[] { Feature.Length, Threshold.Length, MissingLeft.Length, Left.Length, Right.Length, LeftCategories?.Length ?? nodes, Gain?.Length ?? nodes, Cover?.Length ?? nodes, (LeafCover?.Length ?? leaves) - 1 }
            .Any(length => length != nodes))
        {
            throw new InvalidDataException($"A tree of {leaves} leaves has not {nodes} values in each array of its nodes.");
        }
        var tree = new Tree(leaves) { LeafCount = leaves };
        Feature.CopyTo(tree.Feature, 0);
        Threshold.CopyTo(tree.Threshold, 0);
        MissingLeft.CopyTo(tree.MissingLeft, 0);
        Left.CopyTo(tree.Left, 0);
        Right.CopyTo(tree.Right, 0);
        LeafValue.CopyTo(tree.LeafValue, 0);
        LeftCategories?.CopyTo(tree.LeftCategories, 0);
        Gain?.CopyTo(tree.Gain, 0);
        Cover?.CopyTo(tree.Cover, 0);
        LeafCover?.CopyTo(tree.LeafCover, 0);
        tree.Check(features);
        return tree;
    }
}
