using System.Numerics;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>The colour at a point of the design (0..1 per channel).</summary>
internal delegate Vector3 Paint(Vector2 point);

/// <summary>How a surface takes the light.</summary>
internal sealed record Finish
{
    /// <summary>How far from its edge the surface is rounded, in design units.</summary>
    public float Bulge { get; init; } = 14;

    /// <summary>How strongly its relief shows.</summary>
    public float Relief { get; init; } = 1;

    public float Gloss { get; init; }
    public float Shine { get; init; } = 24;

    /// <summary>Height of soft folds, and how dense they are across and along.</summary>
    public float Folds { get; init; }
    public Vector2 FoldScale { get; init; } = new(0.022f, 0.010f);

    /// <summary>Turned on a lathe: the outline is the profile of a round body, patterns wrap around it.</summary>
    public bool Lathe { get; init; }

    public float Alpha { get; init; } = 1;

    /// <summary>Lighter towards the edge, as pile and plush are.</summary>
    public float Pile { get; init; }

    /// <summary>Brightness of the surface structure at a point, about 1.</summary>
    public Func<Vector2, float>? Texture { get; init; }
}
