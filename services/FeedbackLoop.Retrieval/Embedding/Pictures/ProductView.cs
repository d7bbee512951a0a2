using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Retrieval.Embedding.Pictures;

/// <summary>
/// The product in a picture, freed of how it was photographed: the background (what is connected to the border and
/// looks like it) is found and made white, and the box around the rest is centred in a square of
/// <see cref="Side"/> x <see cref="Side"/> OKLab pixels. Scale, place, margin and background tone thereby drop out.
/// </summary>
internal sealed class ProductView
{
    public const int Side = 64;
    private const int WorkSide = 160;

    /// <summary>L, a and b planes, each <see cref="Side"/>² floats; background is white (1, 0, 0).</summary>
    public required float[] Lightness { get; init; }

    public required float[] A { get; init; }

    public required float[] B { get; init; }

    /// <summary>Share of foreground in each pixel, 0 to 1.</summary>
    public required float[] Mask { get; init; }

    /// <summary>Width over height of the product's box, as a natural logarithm.</summary>
    public required float LogAspect { get; init; }

    /// <summary>Share of the picture's area that is foreground.</summary>
    public required float Coverage { get; init; }

    public static ProductView From(RgbImage image)
    {
        var small = image.ShrinkTo(WorkSide);
        int width = small.Width, height = small.Height, count = width * height;
        float[] l = new float[count], a = new float[count], b = new float[count];
        for (int i = 0; i < count; i++)
        {
            (l[i], a[i], b[i]) = OkLab.FromRgb(small.Pixels[i * 3], small.Pixels[i * 3 + 1], small.Pixels[i * 3 + 2]);
        }
        var background = FindBackground(l, a, b, width, height);
        var (left, top, right, bottom, area) = Box(background, width, height);
        float coverage = (float)area / count;
        if (coverage < 0.01f)
        {
            Array.Clear(background); // nothing stands out: the whole picture is the product
            (left, top, right, bottom, coverage) = (0, 0, width, height, 1);
        }
        var view = new ProductView
        {
            Lightness = new float[Side * Side],
            A = new float[Side * Side],
            B = new float[Side * Side],
            Mask = new float[Side * Side],
            LogAspect = MathF.Log((float)(right - left) / (bottom - top)),
            Coverage = coverage,
        };
        view.Sample(l, a, b, background, width, height, left, top, right, bottom);
        view.FaceOneWay();
        return view;
    }

    /// <summary>Mirrors the view unless its darker mass lies on the right: a picture and its mirror image become one.</summary>
    private void FaceOneWay()
    {
        double moment = 0;
        for (int i = 0; i < Mask.Length; i++)
        {
            moment += (i % Side - (Side - 1) / 2.0) * (Mask[i] + 1 - Lightness[i]);
        }
        if (moment < 0)
        {
            foreach (var plane in new[] { Lightness, A, B, Mask })
            {
                for (int y = 0; y < Side; y++)
                {
                    plane.AsSpan(y * Side, Side).Reverse();
                }
            }
        }
    }

    /// <summary>Averages the source's pixels under each pixel of the square around the box.</summary>
    private void Sample(float[] l, float[] a, float[] b, bool[] background, int width, int height, int left, int top, int right, int bottom)
    {
        const int Taps = 3;
        float side = Math.Max(right - left, bottom - top) * 1.04f;
        float x0 = (left + right - side) / 2, y0 = (top + bottom - side) / 2, step = side / Side;
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                float sl = 0, sa = 0, sb = 0, inside = 0;
                for (int ty = 0; ty < Taps; ty++)
                {
                    int py = (int)MathF.Floor(y0 + (y + (ty + 0.5f) / Taps) * step);
                    for (int tx = 0; tx < Taps; tx++)
                    {
                        int px = (int)MathF.Floor(x0 + (x + (tx + 0.5f) / Taps) * step);
                        int at = py * width + px;
                        if (px < 0 || py < 0 || px >= width || py >= height || background[at])
                        {
                            sl += 1;
                            continue;
                        }
                        sl += l[at];
                        sa += a[at];
                        sb += b[at];
                        inside++;
                    }
                }
                int to = y * Side + x;
                const float Share = 1f / (Taps * Taps);
                Lightness[to] = sl * Share;
                A[to] = sa * Share;
                B[to] = sb * Share;
                Mask[to] = inside * Share;
            }
        }
    }

    /// <summary>
    /// The border's commonest colour, and all that is connected to the border and near that colour; nothing when the
    /// border has no common colour.
    /// </summary>
    private static bool[] FindBackground(float[] l, float[] a, float[] b, int width, int height)
    {
        var border = new List<int>(2 * (width + height));
        for (int x = 0; x < width; x++)
        {
            border.Add(x);
            border.Add((height - 1) * width + x);
        }
        for (int y = 1; y < height - 1; y++)
        {
            border.Add(y * width);
            border.Add(y * width + width - 1);
        }
        var background = new bool[l.Length];
        // Mode rather than median: models' arms and trousers often run through a third of the border.
        var votes = new int[16 * 16 * 16];
        foreach (int i in border)
        {
            votes[Bin(l[i], a[i], b[i])]++;
        }
        int mode = Array.IndexOf(votes, votes.Max());
        float ml = 0, ma = 0, mb = 0;
        foreach (int i in border)
        {
            if (Bin(l[i], a[i], b[i]) == mode)
            {
                ml += l[i] / votes[mode];
                ma += a[i] / votes[mode];
                mb += b[i] / votes[mode];
            }
        }
        const float Near = 0.045f; // OKLab distance: JPEG noise and soft shadows stay inside, pale cloth outside
        bool Like(int i)
        {
            float dl = l[i] - ml, da = a[i] - ma, db = b[i] - mb;
            return dl * dl + 4 * (da * da + db * db) < Near * Near;
        }
        int alike = border.Count(Like);
        if (alike < border.Count * 0.25)
        {
            return background;
        }
        var stack = new Stack<int>();
        foreach (int i in border)
        {
            if (!background[i] && Like(i))
            {
                background[i] = true;
                stack.Push(i);
            }
        }
        while (stack.TryPop(out int i))
        {
            int x = i % width;
            Visit(x > 0, i - 1);
            Visit(x < width - 1, i + 1);
            Visit(i >= width, i - width);
            Visit(i + width < background.Length, i + width);
        }
        return background;

        void Visit(bool exists, int i)
        {
            if (exists && !background[i] && Like(i))
            {
                background[i] = true;
                stack.Push(i);
            }
        }
    }

    private static int Bin(float l, float a, float b) =>
        (Math.Clamp((int)(l * 15.99f), 0, 15) * 16 + Math.Clamp((int)((a + 0.4f) * 20), 0, 15)) * 16 + Math.Clamp((int)((b + 0.4f) * 20), 0, 15);

    /// <summary>The box of the foreground; rows and columns with next to none (specks, text) do not count.</summary>
    private static (int Left, int Top, int Right, int Bottom, int Area) Box(bool[] background, int width, int height)
    {
        var byRow = new int[height];
        var byColumn = new int[width];
        int area = 0;
        for (int i = 0; i < background.Length; i++)
        {
            if (!background[i])
            {
                byRow[i / width]++;
                byColumn[i % width]++;
                area++;
            }
        }
        int enoughInRow = Math.Max(1, width / 60), enoughInColumn = Math.Max(1, height / 60);
        int top = Array.FindIndex(byRow, n => n > enoughInRow), bottom = Array.FindLastIndex(byRow, n => n > enoughInRow) + 1;
        int left = Array.FindIndex(byColumn, n => n > enoughInColumn), right = Array.FindLastIndex(byColumn, n => n > enoughInColumn) + 1;
        return top < 0 || left < 0 ? (0, 0, width, height, 0) : (left, top, right, bottom, area);
    }
}
