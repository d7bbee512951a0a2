namespace FeedbackLoop.Retrieval.Embedding.Pictures;

/// <summary>
/// Histograms of oriented gradients: Dalal and Triggs (CVPR 2005) in the 31-value form of Felzenszwalb, Girshick,
/// McAllester and Ramanan (PAMI 2010): 18 signed and 9 unsigned directions and 4 energies a cell.
/// </summary>
internal static class OrientedGradients
{
    public const int ValuesPerCell = 31;
    private const int Directions = 18;

    /// <summary>Values for a plane of <paramref name="side"/>² in cells of <paramref name="cell"/>².</summary>
    public static int Length(int side, int cell) => side / cell * (side / cell) * ValuesPerCell;

    /// <summary>
    /// Fills both targets, of cells of <paramref name="fine"/>² and of <paramref name="coarse"/>² pixels, in one pass. At each
    /// pixel the strongest gradient of the planes counts (colour edges that lightness does not show).
    /// </summary>
    public static void Compute(ReadOnlySpan<float> l, ReadOnlySpan<float> a, ReadOnlySpan<float> b, int side, int fine, Span<float> fineTarget, int coarse, Span<float> coarseTarget)
    {
        int fineCells = side / fine, coarseCells = side / coarse;
        var fineHistogram = new float[fineCells * fineCells * Directions];
        var coarseHistogram = new float[coarseCells * coarseCells * Directions];
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                var (dx, dy) = Strongest(l, a, b, side, x, y);
                float magnitude = MathF.Sqrt(dx * dx + dy * dy);
                if (magnitude < 1e-4f)
                {
                    continue;
                }
                float angle = (MathF.Atan2(dy, dx) / (2 * MathF.PI) + 1) * Directions;
                int low = (int)angle;
                float high = (angle - low) * magnitude;
                Spread(fineHistogram, fineCells, (x + 0.5f) / fine - 0.5f, (y + 0.5f) / fine - 0.5f, low % Directions, magnitude - high, high);
                Spread(coarseHistogram, coarseCells, (x + 0.5f) / coarse - 0.5f, (y + 0.5f) / coarse - 0.5f, low % Directions, magnitude - high, high);
            }
        }
        Normalise(fineHistogram, fineCells, fineTarget);
        Normalise(coarseHistogram, coarseCells, coarseTarget);
    }

    private static (float Dx, float Dy) Strongest(ReadOnlySpan<float> l, ReadOnlySpan<float> a, ReadOnlySpan<float> b, int side, int x, int y)
    {
        int left = y * side + Math.Max(x - 1, 0), right = y * side + Math.Min(x + 1, side - 1);
        int up = Math.Max(y - 1, 0) * side + x, down = Math.Min(y + 1, side - 1) * side + x;
        float bestX = l[right] - l[left], bestY = l[down] - l[up], best = bestX * bestX + bestY * bestY;
        float ax = 2 * (a[right] - a[left]), ay = 2 * (a[down] - a[up]);
        if (ax * ax + ay * ay > best)
        {
            (bestX, bestY, best) = (ax, ay, ax * ax + ay * ay);
        }
        float bx = 2 * (b[right] - b[left]), by = 2 * (b[down] - b[up]);
        return bx * bx + by * by > best ? (bx, by) : (bestX, bestY);
    }

    /// <summary>Shares the votes for a direction and the next one between the four nearest cells.</summary>
    private static void Spread(float[] histogram, int cells, float x, float y, int direction, float vote, float nextVote)
    {
        int next = direction + 1 == Directions ? 0 : direction + 1;
        int x0 = (int)MathF.Floor(x), y0 = (int)MathF.Floor(y);
        float fx = x - x0, fy = y - y0;
        for (int j = 0; j < 2; j++)
        {
            for (int i = 0; i < 2; i++)
            {
                int cx = x0 + i, cy = y0 + j;
                if (cx >= 0 && cy >= 0 && cx < cells && cy < cells)
                {
                    float share = (i == 0 ? 1 - fx : fx) * (j == 0 ? 1 - fy : fy);
                    int cell = (cy * cells + cx) * Directions;
                    histogram[cell + direction] += vote * share;
                    histogram[cell + next] += nextVote * share;
                }
            }
        }
    }

    private static void Normalise(float[] histogram, int cells, Span<float> target)
    {
        var energy = new float[cells * cells];
        for (int c = 0; c < energy.Length; c++)
        {
            for (int d = 0; d < Directions / 2; d++)
            {
                float both = histogram[c * Directions + d] + histogram[c * Directions + d + Directions / 2];
                energy[c] += both * both;
            }
        }
        float At(int x, int y) => energy[Math.Clamp(y, 0, cells - 1) * cells + Math.Clamp(x, 0, cells - 1)];
        Span<float> norm = stackalloc float[4];
        for (int y = 0; y < cells; y++)
        {
            for (int x = 0; x < cells; x++)
            {
                for (int q = 0; q < 4; q++)
                {
                    int sx = (q & 1) == 0 ? x - 1 : x, sy = (q & 2) == 0 ? y - 1 : y;
                    norm[q] = 1 / MathF.Sqrt(At(sx, sy) + At(sx + 1, sy) + At(sx, sy + 1) + At(sx + 1, sy + 1) + 0.01f);
                }
                var cellValues = histogram.AsSpan((y * cells + x) * Directions, Directions);
                var to = target.Slice((y * cells + x) * ValuesPerCell, ValuesPerCell);
                to.Clear();
                for (int d = 0; d < Directions; d++)
                {
                    for (int q = 0; q < 4; q++)
                    {
                        float v = Math.Min(cellValues[d] * norm[q], 0.2f);
                        to[d] += 0.5f * v;
                        to[27 + q] += 0.2357f * v;
                    }
                }
                for (int d = 0; d < Directions / 2; d++)
                {
                    for (int q = 0; q < 4; q++)
                    {
                        to[18 + d] += 0.5f * Math.Min((cellValues[d] + cellValues[d + Directions / 2]) * norm[q], 0.2f);
                    }
                }
            }
        }
    }
}
