namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>A leaf of the tree that is growing.</summary>
internal struct Leaf
{
    /// <summary>First row in the grower's index array.</summary>
    public int Start;

    /// <summary>Rows.</summary>
    public int Count;

    public int Depth;

    /// <summary>Packed sum of its rows.</summary>
    public long Sum;

    /// <summary>Which histogram of the pool holds its sums; -1 is none.</summary>
    public int Histogram;

    /// <summary>Best split, or gain 0.</summary>
    public Split Best;

    public LeafBounds Bounds;

    /// <summary>Node above, or -1, and whether this is its left child.</summary>
    public int Parent;

    public bool IsLeft;
}

/// <summary>What monotone constraints allow a leaf's value to be.</summary>
internal readonly record struct LeafBounds(double Low, double High)
{
    public static readonly LeafBounds None = new(double.NegativeInfinity, double.PositiveInfinity);
}
