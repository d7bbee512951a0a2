namespace FeedbackLoop.Learning.Drift;

/// <summary>Adaptive windowing: keeps the longest recent window in which no two parts have different means, and says when it had to drop the older part.
/// Bifet and Gavaldà, SDM 2007, with the exponential histogram of ADWIN2: memory and time logarithmic in the window. Values must lie in [0, 1] for the bound
/// to hold.</summary>
public sealed class Adwin
{
    private const int BucketsPerSize = 5;
    private const int CheckEvery = 32;
    private const int LeastPart = 5;
    private readonly double delta;
    private readonly List<List<(double Sum, double SumSquares)>> rows = [[]]; // row r: buckets of 2^r values, oldest first
    private long seen;

    /// <param name="delta">Chance of a false alarm per check of one window.</param>
    public Adwin(double delta = 0.002) => this.delta = delta;

    /// <summary>Values in the window.</summary>
    public long Width { get; private set; }

    /// <summary>Their mean.</summary>
    public double Mean => Width == 0 ? 0 : total / Width;

    private double total, totalSquares;

    /// <summary>Takes one value; true when the mean has changed, and the window has shrunk to what came after the change.</summary>
    public bool Add(double value)
    {
        rows[0].Add((value, value * value));
        Width++;
        total += value;
        totalSquares += value * value;
        Compress();
        return ++seen % CheckEvery == 0 && Shrink();
    }

    private void Compress()
    {
        for (int r = 0; r < rows.Count && rows[r].Count > BucketsPerSize; r++)
        {
            if (r + 1 == rows.Count)
            {
                rows.Add([]);
            }
            ((double sum1, double squares1), (double sum2, double squares2)) = (rows[r][0], rows[r][1]);
            rows[r].RemoveRange(0, 2);
            rows[r + 1].Add((sum1 + sum2, squares1 + squares2));
        }
    }

    private bool Shrink()
    {
        bool changed = false;
        while (Width > 2 * LeastPart && HasCut())
        {
            changed = true;
            DropOldest();
        }
        return changed;
    }

    /// <summary>Whether some cut, from the oldest bucket on, parts the window into two with different means.</summary>
    private bool HasCut()
    {
        double oldCount = 0, oldSum = 0, variance = Math.Max(0, (totalSquares / Width) - (Mean * Mean));
        double confidence = Math.Log(2 * Math.Log(Width) / delta);
        for (int r = rows.Count - 1; r >= 0; r--)
        {
            foreach ((double sum, _) in rows[r])
            {
                oldCount += 1L << r;
                oldSum += sum;
                double newCount = Width - oldCount;
                if (newCount < LeastPart)
                {
                    return false;
                }
                if (oldCount < LeastPart)
                {
                    continue;
                }
                double harmonic = 1 / ((1 / oldCount) + (1 / newCount));
                double bound = Math.Sqrt(2 / harmonic * variance * confidence) + (2 / (3 * harmonic) * confidence);
                if (Math.Abs((oldSum / oldCount) - ((total - oldSum) / newCount)) > bound)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private void DropOldest()
    {
        int r = rows.FindLastIndex(row => row.Count > 0);
        (double sum, double squares) = rows[r][0];
        rows[r].RemoveAt(0);
        Width -= 1L << r;
        total -= sum;
        totalSquares -= squares;
    }
}
