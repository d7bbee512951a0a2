using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Retrieval.Tests.Embedding;

/// <summary>A small catalogue whose truth is known: coloured shapes of random size and place on white.</summary>
public sealed class ShapesCatalog
{
    private static readonly (string Name, byte R, byte G, byte B)[] Colours =
        [("red", 200, 30, 40), ("green", 40, 150, 60), ("blue", 40, 70, 190), ("purple", 120, 40, 150), ("yellow", 230, 200, 50)];

    private static readonly (string Name, Func<double, double, bool> Inside)[] Shapes =
    [
        ("circle", (x, y) => x * x + y * y < 1),
        ("square", (x, y) => Math.Abs(x) < 0.9 && Math.Abs(y) < 0.9),
        ("triangle", (x, y) => y < 0.9 && y > -0.9 + 1.8 * Math.Abs(x)),
        ("cross", (x, y) => (Math.Abs(x) < 0.3 || Math.Abs(y) < 0.3) && Math.Abs(x) < 1 && Math.Abs(y) < 1),
    ];

    public static IEnumerable<(string Shape, string Colour)> Kinds => from s in Shapes from c in Colours select (s.Name, c.Name);

    public ShapesCatalog()
    {
        var random = new Random(7);
        Training = [.. Enumerable.Range(0, 400).Select(i => Draw(random, i))];
        Unseen = [.. Enumerable.Range(400, 80).Select(i => Draw(random, i))];
        Embedder = EmbedderTrainer.Train(Training, Options);
    }

    public EmbedderOptions Options { get; } = new() { Seed = 11 };

    public IReadOnlyList<EmbeddingPair> Training { get; }

    public IReadOnlyList<EmbeddingPair> Unseen { get; }

    public BuiltInEmbedder Embedder { get; }

    private static EmbeddingPair Draw(Random random, int number)
    {
        var (shape, inside) = Shapes[number % Shapes.Length];
        var (colour, r, g, b) = Colours[number / Shapes.Length % Colours.Length];
        const int Side = 96;
        double radius = 18 + 22 * random.NextDouble();
        double cx = radius + random.NextDouble() * (Side - 2 * radius), cy = radius + random.NextDouble() * (Side - 2 * radius);
        var pixels = new byte[Side * Side * 3];
        for (int i = 0; i < Side * Side; i++)
        {
            bool on = inside((i % Side - cx) / radius, (i / Side - cy) / radius);
            int noise = random.Next(-12, 12);
            pixels[i * 3] = (byte)Math.Clamp((on ? r : 250) + noise / (on ? 1 : 3), 0, 255);
            pixels[i * 3 + 1] = (byte)Math.Clamp((on ? g : 250) + noise / (on ? 1 : 3), 0, 255);
            pixels[i * 3 + 2] = (byte)Math.Clamp((on ? b : 250) + noise / (on ? 1 : 3), 0, 255);
        }
        string[] makers = ["Acme", "Orbit", "Northwind"];
        return new EmbeddingPair
        {
            Id = $"{number}",
            Title = $"{makers[random.Next(makers.Length)]} {colour} {shape}",
            Type = shape,
            Colour = colour,
            Picture = new RgbImage(Side, Side, pixels),
        };
    }
}
