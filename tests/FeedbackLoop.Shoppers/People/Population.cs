using FeedbackLoop.Shoppers.Truth;

namespace FeedbackLoop.Shoppers.People;

/// <summary>Everybody, and what they may want. Made from the seed alone.</summary>
public sealed class Population
{
    private const double VocalShare = 0.06, PhoneShare = 0.55, ColourShare = 0.5;
    private readonly Person[] _people;
    private readonly string[] _types;
    private readonly double[] _popularity;
    private readonly ILookup<string, KnownItem> _byType;
    private readonly double _pictures;

    public Population(ShopperOptions options, IReadOnlyCollection<KnownItem> catalog)
    {
        var random = new Random(options.Seed);
        _pictures = options.Pictures;
        _people = [.. Enumerable.Range(0, options.People).Select(i => new Person(
            $"shopper-{options.Seed}-{i}", Draw(random), random.NextDouble() < PhoneShare ? "phone" : "desktop",
            random.NextDouble() < VocalShare, random.NextDouble() < options.Bots))];
        // A type with fewer items leaves a ranker nothing to decide.
        _byType = catalog.ToLookup(item => item.Type, StringComparer.OrdinalIgnoreCase);
        _types = [.. _byType.Where(type => type.Count() >= 12).Select(type => type.Key).Order(StringComparer.Ordinal)];
        random.Shuffle(_types);
        _popularity = [.. _types.Select((_, rank) => 1 / Math.Sqrt(rank + 1))];
    }

    public int Types => _types.Length;

    public Person Somebody(Random random) => _people[random.Next(_people.Length)];

    public Want Something(Random random)
    {
        var type = _types[Pick(random, _popularity)];
        var items = _byType[type].ToList();
        var like = items[random.Next(items.Count)];
        return random.NextDouble() < _pictures && like.ImageUrl is not null ? new Want(type, like.Colour, like)
            : new Want(type, random.NextDouble() < ColourShare && like.Colour.Length > 0 ? like.Colour : null, null);
    }

    private static Segment Draw(Random random) => Segment.All[Pick(random, [.. Segment.All.Select(segment => segment.Share)])];

    private static int Pick(Random random, double[] weights)
    {
        var draw = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length - 1; i++)
        {
            draw -= weights[i];
            if (draw < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }
}
