using System.Globalization;
using System.Numerics;

namespace FeedbackLoop.Learning.LightGbm;

/// <summary>One part of a LightGBM model text: lines of <c>name=value</c> up to the next part.</summary>
internal sealed class LightGbmSection
{
    private readonly string part;
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private LightGbmSection(string part) => this.part = part;

    /// <param name="next">The line that begins the next part: <c>Tree=…</c> or <c>end of trees</c>; null at the end of the text.</param>
    public static LightGbmSection Read(TextReader text, string part, out string? next)
    {
        var section = new LightGbmSection(part);
        while ((next = text.ReadLine()?.Trim()) is not null && next != "end of trees" && !next.StartsWith("Tree=", StringComparison.Ordinal))
        {
            int equals = next.IndexOf('=');
            section.values[equals < 0 ? next : next[..equals]] = equals < 0 ? "" : next[(equals + 1)..];
        }
        return section;
    }

    public bool Has(string name) => values.ContainsKey(name);

    public string Text(string name) => values.GetValueOrDefault(name) ?? throw Damaged(name, "is missing");

    public int Int(string name) => Parse<int>(Text(name), name);

    public int[] Ints(string name, int count) => Array<int>(name, count);

    public uint[] Words(string name, int count) => Array<uint>(name, count);

    public double[] Doubles(string name, int count) => Array<double>(name, count);

    /// <summary>Null when the part has no such line.</summary>
    public float[]? Floats(string name, int count) => Has(name) ? System.Array.ConvertAll(Array<double>(name, count), value => (float)value) : null;

    public InvalidDataException Damaged(string name, string problem) => new($"The LightGBM model is damaged: {name} of {part} {problem}.");

    private T[] Array<T>(string name, int count)
        where T : INumber<T>
    {
        string[] words = Text(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == count
            ? System.Array.ConvertAll(words, word => Parse<T>(word, name))
            : throw Damaged(name, $"has {words.Length} values instead of {count}");
    }

    private T Parse<T>(string word, string name)
        where T : INumber<T> =>
        T.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out T? value) ? value : throw Damaged(name, "holds something that is no number");
}
