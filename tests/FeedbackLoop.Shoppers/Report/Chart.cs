using System.Globalization;
using System.Text;

namespace FeedbackLoop.Shoppers.Report;

/// <summary>True NDCG@10 over time, drawn with characters.</summary>
public static class Chart
{
    private const int Width = 60, Height = 12;

    public static string Draw(IReadOnlyList<SessionOutcome> outcomes, IReadOnlyList<(int Session, string To, string Action)> changes)
    {
        var size = Math.Max(1, (outcomes.Count + Width - 1) / Width);
        var means = outcomes.OrderBy(outcome => outcome.Number).Chunk(size)
            .Select(chunk => (Ndcg: chunk.Average(o => o.Ndcg), Ceiling: chunk.Average(o => o.Ceiling))).ToArray();
        var low = Math.Floor(means.Min(m => m.Ndcg) * 20) / 20;
        var high = Math.Ceiling(means.Max(m => Math.Max(m.Ndcg, m.Ceiling)) * 20) / 20;
        var text = new StringBuilder();
        for (var row = Height; row >= 0; row--)
        {
            var value = low + ((high - low) * row / Height);
            text.Append(row % 3 == 0 ? value.ToString("0.00", CultureInfo.InvariantCulture) : "    ").Append(" |");
            foreach (var (ndcg, ceiling) in means)
            {
                text.Append(Row(ndcg, low, high) == row ? '*' : Row(ceiling, low, high) == row ? '-' : ' ');
            }

            text.AppendLine();
        }

        text.Append("     +").Append('-', means.Length).AppendLine();
        text.Append("      ");
        var marks = Enumerable.Repeat(' ', means.Length).ToArray();
        foreach (var (session, _, action) in changes)
        {
            marks[Math.Clamp(session / size, 0, marks.Length - 1)] = action == "promote" ? '^' : 'v';
        }

        text.Append(marks).AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"      * true NDCG@10 of {size} sessions   - the best without knowing the person   ^ promotion   v roll-back");
        return text.ToString();
    }

    private static int Row(double value, double low, double high) => (int)Math.Round((value - low) / Math.Max(1e-9, high - low) * Height);
}
