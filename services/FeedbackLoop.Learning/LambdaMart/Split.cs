using System.Runtime.CompilerServices;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>A way to split a leaf. Sums are packed as in <see cref="PackedGradients"/>.</summary>
internal struct Split
{
    /// <summary>Loss reduction in the packed units; zero or less is no split.</summary>
    public double Gain;

    public int Feature;

    /// <summary>Numeric: the last bin that goes left.</summary>
    public int Bin;

    public bool MissingLeft;

    public bool IsCategorical;

    /// <summary>Categorical: the bins that go left.</summary>
    public BinSet LeftBins;

    /// <summary>Packed sum of the left side.</summary>
    public long Left;
}

/// <summary>A set of bins: 256 bits.</summary>
[InlineArray(4)]
internal struct BinSet
{
    private ulong word;

    public readonly bool Contains(int bin) => (this[bin >> 6] >> (bin & 63) & 1) != 0;

    public void Add(int bin) => this[bin >> 6] |= 1UL << (bin & 63);
}
