using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace FeedbackLoop.DbManager.Reading;

/// <summary>products.csv: RFC 4180, UTF-8, a header, separated by comma, semicolon or tab as the header shows.</summary>
internal static class CsvCatalogReader
{
    private const int MaxField = 200_000;

    /// <exception cref="CatalogFormatException">The header names no id or title, or a quotation mark is never closed.</exception>
    public static IEnumerable<CatalogLine> Read(TextReader text)
    {
        var malformed = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            BadDataFound = _ => malformed = true,
            IgnoreBlankLines = true,
            MaxFieldSize = MaxField,
        };
        using var parser = new CsvParser(text, configuration, leaveOpen: true);
        if (!Advance(parser, 1) || parser.Record is not { } names)
        {
            throw new CatalogFormatException("The file is empty: its first line has to name the columns.");
        }
        var columns = Header(names);
        while (true)
        {
            var line = parser.RawRow + 1;
            malformed = false;
            if (!Advance(parser, line))
            {
                yield break;
            }
            var values = parser.Record!;
            // Blank lines before the record belong to nothing.
            var record = parser.RawRecord.AsSpan();
            var open = record.Count('"') % 2 == 1;
            record = open ? record : record.TrimEnd("\r\n");
            line = Math.Max(line, parser.RawRow - record.Count('\n'));
            if (open && record.TrimEnd("\r\n").Contains('\n'))
            {
                throw NeverClosed(line);
            }
            if (malformed)
            {
                yield return new(line, null, "A quotation mark stands inside a value: write the value in quotation marks and the mark twice.");
            }
            else if (values.Length > columns.Length)
            {
                yield return new(line, null, $"The row has {values.Length} values, the header names {columns.Length} columns: a value with a separator needs quotation marks.");
            }
            else
            {
                yield return new(line, values.Zip(columns).ToDictionary(pair => pair.Second, pair => pair.First));
            }
        }
    }

    private static bool Advance(CsvParser parser, int line)
    {
        try
        {
            return parser.Read();
        }
        catch (MaxFieldSizeException)
        {
            throw NeverClosed(line);
        }
    }

    private static CatalogFormatException NeverClosed(int line) =>
        new($"Line {line}: a quotation mark is opened there and never closed; the lines after it could not be read.");

    private static string[] Header(string[] names)
    {
        var columns = names.Select(name => name.Trim().ToLowerInvariant()).ToArray();
        var twice = columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new CatalogFormatException($"Line 1 names the column '{RowParser.Printable(twice.Key)}' twice.");
        }
        foreach (var needed in new[] { "id", "title" })
        {
            if (!columns.Contains(needed))
            {
                throw new CatalogFormatException($"Line 1 has no column '{needed}'; it names {RowParser.Printable(string.Join(", ", columns))}.");
            }
        }
        return columns;
    }
}
