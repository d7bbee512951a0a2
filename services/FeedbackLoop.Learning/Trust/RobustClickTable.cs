using FeedbackLoop.Learning.Clicks;

namespace FeedbackLoop.Learning.Trust;

/// <summary>Counts clicks per document and position in blocks of people, and gives back counts in which a minority of people cannot lift a document: where the
/// blocks disagree more than chance explains, the median block's click rate replaces the mean (see <see cref="MedianOfMeans"/>). Where they agree the plain
/// counts stay, because the median of few clicks is biased towards zero and honest data must not pay for the defence.</summary>
public sealed class RobustClickTable(int documents, int positions, int blocks = RobustClickTable.DefaultBlocks)
{
    /// <summary>Odd; up to two of five blocks may be ruled by attackers.</summary>
    public const int DefaultBlocks = 5;

    /// <summary>Dispersion (chi-square over its degrees of freedom) from which blocks disagree: 0.1 % of honest documents reach it with five blocks.</summary>
    private const double MostDispersion = 4.6;
    private readonly float[] shown = new float[documents * positions * blocks], clicked = new float[documents * positions * blocks];

    /// <summary>Counts one shown result.</summary>
    public void Add(string person, int document, int position, bool click)
    {
        if (position <= positions)
        {
            int cell = (((document * positions) + position - 1) * blocks) + MedianOfMeans.Block(person, blocks);
            shown[cell]++;
            clicked[cell] += click ? 1 : 0;
        }
    }

    /// <summary>The counts, defended.</summary>
    public ClickTable ToTable()
    {
        var table = new ClickTable(documents, positions);
        Span<double> c = stackalloc double[blocks], n = stackalloc double[blocks];
        for (int d = 0; d < documents; d++)
        {
            for (int k = 0; k < positions; k++)
            {
                double clicks = 0, impressions = 0;
                for (int b = 0; b < blocks; b++)
                {
                    int cell = (((d * positions) + k) * blocks) + b;
                    clicks += c[b] = clicked[cell];
                    impressions += n[b] = shown[cell];
                }
                if (impressions == 0)
                {
                    continue;
                }
                double rate = clicks / impressions, dispersion = 0;
                for (int b = 0; b < blocks && rate is > 0 and < 1; b++)
                {
                    double expected = n[b] * rate;
                    dispersion += n[b] > 0 ? (c[b] - expected) * (c[b] - expected) / (expected * (1 - rate)) : 0;
                }
                if (dispersion > MostDispersion * (blocks - 1))
                {
                    clicks = impressions * MedianOfMeans.Estimate(c, n);
                }
                table.Add(d, k + 1, true, clicks);
                table.Add(d, k + 1, false, impressions - clicks);
            }
        }
        return table;
    }
}
