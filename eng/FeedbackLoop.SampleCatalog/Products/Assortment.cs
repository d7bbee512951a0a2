using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Kinds;

namespace FeedbackLoop.SampleCatalog.Products;

/// <summary>Chooses what the sample shop stocks: the same seed gives the same shop.</summary>
internal static class Assortment
{
    private static readonly string[] Brands =
    [
        "Fernwick", "Lumeno", "Otterby", "Quillstone", "Mirrabel", "Sorrel & Finch", "Tarnhow", "Wickerby", "Ostlund Vale", "Pinnock Lane", "Brindlemere", "Halverby",
        "Nordlys Row", "Petalgrove", "Marrowby", "Kestrel Yard", "Juniper & Loom", "Saltmere", "Ambleford", "Tove & Tide",
    ];

    public static IReadOnlyList<Kind> Kinds { get; } = [.. ClothingKinds.All(), .. WardrobeKinds.All(), .. CarryKinds.All(), .. KitchenKinds.All(), .. HomeKinds.All(), .. FurnitureKinds.All(), .. LeisureKinds.All()];

    public static List<Product> Choose(int seed, int perKind)
    {
        var products = new List<Product>();
        for (var k = 0; k < Kinds.Count; k++)
        {
            var kind = Kinds[k];
            var random = new Random((seed * 1000) + k);
            var seen = new HashSet<(string, string, string, string)>();
            var colours = Shuffled(kind.Colours, random);
            for (var n = 0; n < perKind; n++)
            {
                var look = Next(kind, n, colours, random);
                for (var attempt = 0; attempt < 60 && !seen.Add((look.Main.Name, look.Pattern, look.Style, look.Material)); attempt++)
                {
                    look = Next(kind, random.Next(1000), colours, random);
                }
                products.Add(Describe(kind, look, products.Count + 1, random));
            }
        }
        return products;
    }

    private static Look Next(Kind kind, int n, string[] colours, Random random)
    {
        var main = Palette.Tones[colours[n % colours.Length]];
        var (second, third) = Companions(main, random);
        return new Look
        {
            Main = main,
            Second = second,
            Third = third,
            Style = kind.Styles[random.Next(kind.Styles.Length)],
            Material = kind.Materials[random.Next(kind.Materials.Length)],
            Pattern = kind.Patterns[random.Next(kind.Patterns.Length)],
            Seed = random.Next(100_000),
        };
    }

    // Pairs that a designer would choose: enough contrast, one calm and one lively.
    private static (Tone Second, Tone Third) Companions(Tone main, Random random)
    {
        string[] pale = ["White", "Ivory", "Cream", "Blush", "Sky Blue", "Mint"];
        string[] deep = ["Navy Blue", "Charcoal", "Forest Green", "Burgundy", "Teal"];
        string[] lively = ["Mustard", "Coral", "Terracotta", "Turquoise", "Pink", "Red", "Yellow", "Sage"];
        var light = Palette.Brightness(main.Rgb) > 0.62f;
        Tone Pick(string[] names)
        {
            var name = names[random.Next(names.Length)];
            return Palette.Tones[name == main.Name ? names[(Array.IndexOf(names, name) + 1) % names.Length] : name];
        }
        return (Pick(light ? [.. deep, "Terracotta", "Blue"] : pale), Pick(lively));
    }

    private static Product Describe(Kind kind, Look look, int number, Random random)
    {
        string Pick(string[] from) => from.Length == 0 ? "" : from[random.Next(from.Length)];
        var (audience, season, brand) = (Pick(kind.Audiences), Pick(kind.Seasons), Pick(Brands));
        var title = Copywriter.Title(kind, look, brand, audience);
        var description = Copywriter.Description(kind, look, random);
        var share = Math.Pow(random.NextDouble(), 1.4);
        var price = Math.Round(kind.Price.Low + ((kind.Price.High - kind.Price.Low) * share));
        return new Product($"S{number:0000}", kind, look, audience, season, brand, title, description, (decimal)price - (price > 60 || random.Next(3) > 0 ? 0.01m : 0.50m));
    }

    private static string[] Shuffled(string[] values, Random random)
    {
        var copy = (string[])values.Clone();
        random.Shuffle(copy);
        return copy;
    }
}
