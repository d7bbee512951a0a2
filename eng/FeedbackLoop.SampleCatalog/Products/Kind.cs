using FeedbackLoop.SampleCatalog.Drawing;

namespace FeedbackLoop.SampleCatalog.Products;

/// <summary>A kind of product: what the shop may stock of it, how it is told and how it is drawn.</summary>
internal sealed record Kind
{
    public required string Type { get; init; }

    /// <summary>The name in a title, such as "T-Shirt"; {style} stands for the style.</summary>
    public required string Name { get; init; }
    public required string Category { get; init; }
    public required (double Low, double High) Price { get; init; }
    public required string[] Styles { get; init; }
    public required string[] Materials { get; init; }
    public required string[] Patterns { get; init; }
    public required string[] Colours { get; init; }
    public string[] Audiences { get; init; } = [];
    public string[] Seasons { get; init; } = [];
    public required Scene Scene { get; init; }
    public float Ground { get; init; } = 330;

    /// <summary>Degrees that the pose may turn.</summary>
    public float Turn { get; init; } = 7;
    public required Action<Artist, Look> Draw { get; init; }

    /// <summary>Sentences a shop would write; one or two are picked. {material}, {colour}, {pattern}, {style} are filled in.</summary>
    public required string[] Pitch { get; init; }

    /// <summary>Practical facts: care, size, capacity.</summary>
    public required string[] Facts { get; init; }
}
