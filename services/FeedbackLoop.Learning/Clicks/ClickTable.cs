using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Learning.Clicks;

/// <summary>Clicks and impressions of each document (a query and an item) at each position: all that the position-based estimators need of a log. Sessions
/// without a click belong in, or shown-but-skipped results would be forgotten.</summary>
/// <param name="documents">Number of documents.</param>
/// <param name="positions">Positions counted; results below are not examined and are left out.</param>
public sealed class ClickTable(int documents, int positions)
{
    private readonly double[] shown = new double[documents * positions], clicked = new double[documents * positions];

    /// <summary>Counts single impressions; each (query, item) becomes a document, in the order of first appearance.</summary>
    public static ClickTable From(IEnumerable<Impression> impressions, int positions)
    {
        ArgumentNullException.ThrowIfNull(impressions);
        var documents = new Dictionary<(int, int), int>();
        var counted = new List<(int Document, Impression Impression)>();
        foreach (Impression impression in impressions)
        {
            if (!documents.TryGetValue((impression.Query, impression.Item), out int document))
            {
                documents[(impression.Query, impression.Item)] = document = documents.Count;
            }
            counted.Add((document, impression));
        }
        var table = new ClickTable(documents.Count, positions);
        foreach ((int document, Impression impression) in counted)
        {
            table.Add(document, impression.Position, impression.Clicked);
        }
        return table;
    }

    /// <summary>Number of documents.</summary>
    public int Documents => documents;

    /// <summary>Number of positions.</summary>
    public int Positions => positions;

    /// <summary>Counts one shown result at a 1-based position; <paramref name="weight"/> is what the person is trusted with.</summary>
    public void Add(int document, int position, bool click, double weight = 1)
    {
        if (position <= positions)
        {
            int cell = (document * positions) + position - 1;
            shown[cell] += weight;
            clicked[cell] += click ? weight : 0;
        }
    }

    /// <summary>Impressions at a 1-based position.</summary>
    public double Shown(int document, int position) => shown[(document * positions) + position - 1];

    /// <summary>Clicks at a 1-based position.</summary>
    public double Clicked(int document, int position) => clicked[(document * positions) + position - 1];

    /// <summary>Impressions at all positions.</summary>
    public double Shown(int document) => Sum(shown, document);

    /// <summary>Clicks at all positions.</summary>
    public double Clicked(int document) => Sum(clicked, document);

    /// <summary>Mean position at which a document was shown, NaN if never: what the logging rankers thought of it.</summary>
    public double MeanPosition(int document)
    {
        double sum = 0;
        for (int k = 1; k <= positions; k++)
        {
            sum += k * Shown(document, k);
        }
        return sum / Shown(document);
    }

    private double Sum(double[] cells, int document)
    {
        double sum = 0;
        for (int k = 0; k < positions; k++)
        {
            sum += cells[(document * positions) + k];
        }
        return sum;
    }
}
