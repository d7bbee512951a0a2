using System.Globalization;

namespace FeedbackLoop.SampleCatalog.Products;

/// <summary>Titles and descriptions as a shop writes them.</summary>
internal static class Copywriter
{
    public static string Title(Kind kind, Look look, string brand, string audience)
    {
        var pattern = look.Pattern is "plain" ? "" : Capitals(look.Pattern) + " ";
        var name = kind.Name.Replace("{style}", Capitals(look.Style), StringComparison.Ordinal).Replace("{material}", Capitals(look.Material), StringComparison.Ordinal);
        var forWhom = audience is "Women" or "Men" or "Kids" ? audience + (audience == "Kids" ? "' " : "'s ") : "";
        var madeOf = look.Seed % 5 < 2 && !name.Contains(look.Material, StringComparison.OrdinalIgnoreCase) ? $" in {Capitals(look.Material)}" : "";
        return $"{brand} {forWhom}{look.Main.Name} {pattern}{name}{madeOf}";
    }

    public static string Description(Kind kind, Look look, Random random)
    {
        var pitches = kind.Pitch.ToArray();
        random.Shuffle(pitches);
        var facts = kind.Facts.ToArray();
        random.Shuffle(facts);
        var sentences = pitches.Take(kind.Pitch.Length > 2 ? 2 : 1).Concat(facts.Take(random.Next(1, 3)));
        return string.Join(' ', sentences.Select(sentence => Fill(sentence, look)).Select(sentence => char.ToUpperInvariant(sentence[0]) + sentence[1..]));
    }

    private static string Fill(string sentence, Look look) => sentence
        .Replace("{style}", look.Style, StringComparison.Ordinal)
        .Replace("{material}", look.Material, StringComparison.Ordinal)
        .Replace("{colour}", look.Main.Name.ToLowerInvariant(), StringComparison.Ordinal)
        .Replace("{pattern}", look.Pattern, StringComparison.Ordinal);

    private static string Capitals(string words) =>
        string.Join(' ', words.Split(' ').Select(word => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word)));
}
