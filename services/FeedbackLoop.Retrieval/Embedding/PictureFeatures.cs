using FeedbackLoop.Retrieval.Embedding.Pictures;
using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>
/// The hand-made front end: what a picture shows as a flat vector of float32, without anything learned, so that an import
/// can compute it while decoding, in parallel, and keep it. Shape (oriented gradients in two sizes, silhouette), colour
/// (soft OKLab histograms of the whole, the middle and a coarse grid, thumbnail) of the product freed from its background.
/// </summary>
public static class PictureFeatures
{
    /// <summary>Increases when the same picture would give another vector: kept vectors of an older version must be computed anew.</summary>
    public const int FeatureVersion = 2;

    private const int Grid = 4, Thumb = 8;

    private static readonly (int Start, int Length, float Weight)[] Blocks = Layout();

    /// <summary>Values in a feature vector.</summary>
    public static int Length { get; } = Blocks[^1].Start + Blocks[^1].Length;

    /// <summary>Pure and safe for concurrent use; a few milliseconds for a picture of 224 x 224.</summary>
    public static float[] Extract(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var view = ProductView.From(image);
        var features = new float[Length];
        Span<float> Block(int i) => features.AsSpan(Blocks[i].Start, Blocks[i].Length);
        OrientedGradients.Compute(view.Lightness, view.A, view.B, ProductView.Side, 8, Block(0), 16, Block(1));
        AddColours(view, Block(2), Block(3), Block(4));
        AddThumbnail(view, Block(5), Block(6));
        Block(7)[0] = view.LogAspect;
        Block(7)[1] = view.Coverage;
        for (int i = 0; i < Blocks.Length - 1; i++)
        {
            Normalise(Block(i), Blocks[i].Weight, power: i is >= 2 and <= 4);
        }
        return features;
    }

    /// <summary>
    /// The feature vectors of several views, one after another, for training: the picture as it is, then cropped, so that
    /// the model learns what a crop does not change. The first <see cref="Length"/> values equal <see cref="Extract"/>'s.
    /// </summary>
    public static float[] ExtractViews(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var views = new float[2 * Length];
        Extract(image).CopyTo(views, 0);
        int width = Math.Max(1, image.Width * 86 / 100), height = Math.Max(1, image.Height * 86 / 100);
        Extract(image.Crop((image.Width - width) / 2, (image.Height - height) / 2, width, height)).CopyTo(views, Length);
        return views;
    }

    private static (int, int, float)[] Layout()
    {
        (int Length, float Weight)[] blocks =
        [
            (OrientedGradients.Length(ProductView.Side, 8), 1f),
            (OrientedGradients.Length(ProductView.Side, 16), 0.7f),
            (ColourHistogram.Length, 1f), // whole product
            (ColourHistogram.Length, 1f), // its middle
            (Grid * Grid * 24, 0.7f), // where which colour
            (Thumb * Thumb * 3, 0.7f),
            (16 * 16, 0.5f), // silhouette
            (2, 1f), // proportions
        ];
        var layout = new (int, int, float)[blocks.Length];
        for (int i = 0, at = 0; i < blocks.Length; at += blocks[i++].Length)
        {
            layout[i] = (at, blocks[i].Length, blocks[i].Weight);
        }
        return layout;
    }

    private static void AddColours(ProductView view, Span<float> whole, Span<float> middle, Span<float> grid)
    {
        const int Side = ProductView.Side;
        for (int y = 0; y < Side; y++)
        {
            float fy = (y - Side / 2f) / (Side * 0.22f);
            for (int x = 0; x < Side; x++)
            {
                int i = y * Side + x;
                float weight = view.Mask[i];
                if (weight < 0.5f)
                {
                    continue;
                }
                float fx = (x - Side / 2f) / (Side * 0.16f);
                float l = view.Lightness[i], a = view.A[i], b = view.B[i];
                ColourHistogram.Add(whole, l, a, b, weight);
                ColourHistogram.Add(middle, l, a, b, weight * MathF.Exp(-(fx * fx + fy * fy) / 2));
                int cell = (y * Grid / Side * Grid) + x * Grid / Side;
                AddCoarse(grid.Slice(cell * 24, 24), l, a, b, weight);
            }
        }
    }

    /// <summary>Three lightnesses x (grey, or seven hues by chroma).</summary>
    private static void AddCoarse(Span<float> bins, float l, float a, float b, float weight)
    {
        int light = l < 0.4f ? 0 : l < 0.72f ? 1 : 2;
        float chroma = MathF.Sqrt(a * a + b * b);
        float colourful = Math.Clamp((chroma - 0.02f) / 0.05f, 0, 1);
        float hue = (MathF.Atan2(b, a) / (2 * MathF.PI) + 1) * 7;
        int low = (int)hue;
        float high = hue - low;
        bins[light * 8] += weight * (1 - colourful);
        bins[light * 8 + 1 + low % 7] += weight * colourful * (1 - high);
        bins[light * 8 + 1 + (low + 1) % 7] += weight * colourful * high;
    }

    private static void AddThumbnail(ProductView view, Span<float> thumbnail, Span<float> silhouette)
    {
        const int Side = ProductView.Side, Cell = Side / Thumb;
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                int i = y * Side + x;
                int to = (y / Cell * Thumb + x / Cell) * 3;
                thumbnail[to] += 1 - view.Lightness[i];
                thumbnail[to + 1] += 3 * view.A[i];
                thumbnail[to + 2] += 3 * view.B[i];
                silhouette[y / 4 * 16 + x / 4] += view.Mask[i];
            }
        }
    }

    /// <summary>Signed square root where counts are heavy-tailed, then unit length times the block's weight.</summary>
    private static void Normalise(Span<float> block, float weight, bool power)
    {
        float sum = 0;
        for (int i = 0; i < block.Length; i++)
        {
            if (power)
            {
                block[i] = MathF.Sqrt(block[i]);
            }
            sum += block[i] * block[i];
        }
        float scale = sum > 0 ? weight / MathF.Sqrt(sum) : 0;
        for (int i = 0; i < block.Length; i++)
        {
            block[i] *= scale;
        }
    }
}
