using System.Buffers.Text;
using System.Globalization;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Reads ranking data as text: LETOR/SVMlight (<c>label qid:7 1:0.5 3:2 # comment</c>) with <c>qid:</c> or a file of group sizes, or tab-separated
/// values with the label first. Absent SVMlight features are zero; empty or <c>nan</c> TSV fields are missing.</summary>
public static class LetorReader
{
    /// <param name="rows">The data.</param>
    /// <param name="groups">One number of rows per line, or null when the data have <c>qid:</c> (equal neighbours form a query).</param>
    /// <param name="featureCount">Features to expect; 0 takes the highest index found.</param>
    /// <param name="zeroBased">Whether SVMlight indices start at 0 rather than 1; null starts at 0 when index 0 occurs.</param>
    /// <exception cref="InvalidDataException">A line cannot be read; the message gives its number and the reason.</exception>
    public static RankingRows Read(Stream rows, Stream? groups = null, int featureCount = 0, bool? zeroBased = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var parsed = new Parsed();
        using (var lines = new LineReader(rows))
        {
            for (int number = 1; lines.TryRead(out ReadOnlySpan<byte> line); number++)
            {
                ReadLine(line, number, parsed);
            }
        }
        if (parsed.Labels.Count == 0)
        {
            throw new InvalidDataException("The data hold no rows.");
        }
        int[] sizes = groups is not null ? ReadGroups(groups) : parsed.GroupSizes();
        long grouped = sizes.Sum(size => (long)size);
        if (grouped != parsed.Labels.Count)
        {
            throw new InvalidDataException($"The group sizes cover {grouped} rows, but the data hold {parsed.Labels.Count}.");
        }
        return parsed.ToRows(sizes, featureCount, zeroBased);
    }

    private static void ReadLine(ReadOnlySpan<byte> line, int number, Parsed parsed)
    {
        int comment = line.IndexOf((byte)'#');
        line = (comment >= 0 ? line[..comment] : line).TrimEnd((byte)'\r');
        if (line.Trim((byte)' ').IsEmpty)
        {
            return;
        }
        bool tabs = line.Contains((byte)'\t') && !line.Contains((byte)':');
        byte separator = tabs ? (byte)'\t' : (byte)' ';
        ReadOnlySpan<byte> field = Next(ref line, separator);
        parsed.Start(Number(field, number, "label"));
        for (int column = 0; !line.IsEmpty; column++)
        {
            field = Next(ref line, separator);
            if (tabs)
            {
                parsed.Add(column, field.IsEmpty ? float.NaN : Number(field, number, "value"));
                continue;
            }
            if (field.IsEmpty)
            {
                continue;
            }
            int colon = field.IndexOf((byte)':');
            if (colon < 0)
            {
                throw new InvalidDataException($"Line {number}: '{System.Text.Encoding.UTF8.GetString(field)}' is not index:value.");
            }
            if (field[..colon].SequenceEqual("qid"u8))
            {
                parsed.Query(field[(colon + 1)..]);
                continue;
            }
            if (!Utf8Parser.TryParse(field[..colon], out int index, out int used) || used != colon || index < 0)
            {
                throw new InvalidDataException($"Line {number}: '{System.Text.Encoding.UTF8.GetString(field[..colon])}' is not a feature index.");
            }
            parsed.Add(index, Number(field[(colon + 1)..], number, "value"));
        }
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> line, byte separator)
    {
        int end = line.IndexOf(separator);
        ReadOnlySpan<byte> field = end < 0 ? line : line[..end];
        line = end < 0 ? [] : line[(end + 1)..];
        return field;
    }

    private static float Number(ReadOnlySpan<byte> field, int line, string what)
    {
        if (Utf8Parser.TryParse(field, out float value, out int used) && used == field.Length)
        {
            return value;
        }
        string text = System.Text.Encoding.UTF8.GetString(field);
        return string.Equals(text, "nan", StringComparison.OrdinalIgnoreCase) || text is "na" or "NA" ? float.NaN
            : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) ? value
            : throw new InvalidDataException($"Line {line}: the {what} '{text}' is not a number.");
    }

    private static int[] ReadGroups(Stream stream)
    {
        var sizes = new List<int>();
        using var reader = new StreamReader(stream, leaveOpen: true);
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length > 0)
            {
                sizes.Add(int.TryParse(line, NumberStyles.Integer, CultureInfo.InvariantCulture, out int size) && size > 0
                    ? size
                    : throw new InvalidDataException($"Line {number} of the group sizes: '{line}' is not a number of rows."));
            }
        }
        return [.. sizes];
    }

    /// <summary>Rows as index-value lists, because the number of features is known only at the end.</summary>
    private sealed class Parsed
    {
        public List<float> Labels { get; } = [];
        private readonly List<int> indices = [];
        private readonly List<float> values = [];
        private readonly List<int> starts = [];
        private readonly List<int> queryStarts = [];
        private byte[] query = [];
        private int queryLength = -1;

        public void Start(float label)
        {
            Labels.Add(label);
            starts.Add(indices.Count);
        }

        public void Add(int index, float value)
        {
            indices.Add(index);
            values.Add(value);
        }

        public void Query(ReadOnlySpan<byte> id)
        {
            if (queryLength < 0 || !id.SequenceEqual(query.AsSpan(0, queryLength)))
            {
                query = id.ToArray();
                queryLength = id.Length;
                queryStarts.Add(Labels.Count - 1);
            }
        }

        public int[] GroupSizes()
        {
            if (queryStarts.Count == 0 || queryStarts[0] != 0)
            {
                throw new InvalidDataException("The first row has no qid: and there is no file of group sizes.");
            }
            return [.. queryStarts.Select((start, q) => (q + 1 < queryStarts.Count ? queryStarts[q + 1] : Labels.Count) - start)];
        }

        public RankingRows ToRows(int[] sizes, int featureCount, bool? zeroBased)
        {
            int lowest = indices.Count == 0 ? 0 : indices.Min(), highest = indices.Count == 0 ? 0 : indices.Max();
            int offset = zeroBased ?? lowest == 0 ? 0 : 1;
            int features = featureCount > 0 ? featureCount : highest - offset + 1;
            float[] dense = new float[(long)Labels.Count * features];
            for (int row = 0; row < Labels.Count; row++)
            {
                int end = row + 1 < starts.Count ? starts[row + 1] : indices.Count;
                for (int i = starts[row]; i < end; i++)
                {
                    int feature = indices[i] - offset;
                    if (feature >= 0 && feature < features)
                    {
                        dense[((long)row * features) + feature] = values[i];
                    }
                }
            }
            return new RankingRows { Values = dense, FeatureCount = features, GroupSizes = sizes, Labels = [.. Labels] };
        }
    }
}
