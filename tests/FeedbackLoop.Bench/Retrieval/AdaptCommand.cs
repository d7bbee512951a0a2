using System.CommandLine;
using System.Diagnostics;
using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Adaptation;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>
/// Simulated people who use words that no title has; what they click, with position bias, trains an adapter; measured is
/// recall@50 of what they want before and after, over items that no session showed.
/// </summary>
internal static class AdaptCommand
{
    private static readonly (string Words, string[] Types)[] Wishes =
    [
        ("trainers", ["Sports Shoes"]), ("gym top", ["Tshirts"]), ("shades", ["Sunglasses"]), ("purse", ["Handbags"]), ("jumper", ["Sweaters"]),
        ("pullover", ["Sweaters", "Sweatshirts"]), ("brogues", ["Formal Shoes"]), ("knapsack", ["Backpacks"]), ("denims", ["Jeans"]), ("stilettos", ["Heels"]),
        ("billfold", ["Wallets"]), ("timepiece", ["Watches"]), ("hosiery", ["Socks"]), ("slacks", ["Trousers"]), ("blouse", ["Tops"]),
    ];

    public static Command Create()
    {
        var catalog = new Option<DirectoryInfo>("--catalog") { Description = "A folder with products.csv and pictures", Required = true };
        var sessions = new Option<int>("--sessions") { DefaultValueFactory = _ => 5_000 };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
        var command = new Command("adapt", "What feedback teaches the embedder's query side about people's own words") { catalog, sessions, seed };
        command.SetAction(result => Run(result.GetValue(catalog)!.FullName, result.GetValue(sessions), result.GetValue(seed)));
        return command;
    }

    private static void Run(string folder, int sessions, int seed)
    {
        var rows = CatalogFolder.Read(folder).ToArray();
        var decoder = new GdImageDecoder();
        var pairs = new EmbeddingPair[rows.Length];
        Parallel.For(0, rows.Length, i => pairs[i] = new EmbeddingPair
        {
            Id = rows[i].Id,
            Title = rows[i].Title,
            Category = rows[i].Category,
            Type = rows[i].Type,
            Colour = rows[i].Colour,
            Attributes = rows[i].Attributes,
            Features = PictureFeatures.ExtractViews(decoder.Decode(File.ReadAllBytes(rows[i].ImagePath), ImageLimits.Default).Image!),
        });
        int[] shown = [.. Enumerable.Range(0, rows.Length).Where(i => CatalogFolder.IsTraining(rows[i].Id, seed, 0.8))];
        int[] unseen = [.. Enumerable.Range(0, rows.Length).Except(shown)];
        var embedder = EmbedderTrainer.Train([.. shown.Select(i => pairs[i])], new EmbedderOptions { Seed = seed });
        int dimensions = embedder.Dimensions;
        var vectors = new float[rows.Length * dimensions];
        for (int i = 0; i < rows.Length; i++)
        {
            embedder.EmbedItem(pairs[i], vectors.AsSpan(i * dimensions, dimensions));
        }
        ReadOnlySpan<float> Item(int i) => vectors.AsSpan(i * dimensions, dimensions);

        var clock = Stopwatch.StartNew();
        var feedback = Sessions(sessions, new Random(seed)).ToList();
        var adapter = QueryAdapterTrainer.Train(feedback, vectors, dimensions, embedder.Version, new QueryAdapterOptions { Seed = seed });
        double seconds = clock.Elapsed.TotalSeconds;
        BenchResult.Print(new
        {
            measure = "adapter",
            sessions,
            evidence = feedback.Count,
            words = adapter.Words,
            seconds = Math.Round(seconds, 2),
            recall50Before = Math.Round(Wishes.Average(w => Recall(w, null)), 4),
            recall50After = Math.Round(Wishes.Average(w => Recall(w, adapter)), 4),
            knownWordsBefore = Math.Round(KnownRecall(null), 4),
            knownWordsAfter = Math.Round(KnownRecall(adapter), 4),
        });

        float[] Embed(string text, QueryAdapter? with)
        {
            var vector = new float[dimensions];
            embedder.EmbedText(text, vector);
            with?.Apply(text, vector);
            return vector;
        }

        double Recall((string Words, string[] Types) wish, QueryAdapter? with)
        {
            var query = Embed(wish.Words, with);
            int wanted = unseen.Count(i => wish.Types.Contains(rows[i].Type));
            int found = unseen.OrderByDescending(i => TensorPrimitives.Dot(Item(i), query)).Take(50).Count(i => wish.Types.Contains(rows[i].Type));
            return found / (double)Math.Min(50, wanted);
        }

        // What was right before must stay right: the same wishes in the catalogue's own words.
        double KnownRecall(QueryAdapter? with) => Wishes.Average(w => Recall((w.Types[0].ToLowerInvariant(), w.Types[..1]), with));

        IEnumerable<QueryFeedback> Sessions(int count, Random random)
        {
            for (int s = 0; s < count; s++)
            {
                var (words, types) = Wishes[random.Next(Wishes.Length)];
                var query = Embed(words, null);
                // Twenty places: half the system's best, half exploration, in random order.
                var best = shown.OrderByDescending(i => TensorPrimitives.Dot(Item(i), query)).Take(10);
                int[] page = [.. best.Concat(Enumerable.Range(0, 10).Select(_ => shown[random.Next(shown.Length)])).Distinct()];
                random.Shuffle(page);
                for (int place = 0; place < page.Length; place++)
                {
                    double examined = 1 / Math.Sqrt(1 + place);
                    bool wanted = types.Contains(rows[page[place]].Type);
                    if (random.NextDouble() < examined * (wanted ? 0.8 : 0.03))
                    {
                        yield return new QueryFeedback { Query = words, Vector = query, Item = page[place], Weight = Math.Min(5, 1 / examined) };
                    }
                }
            }
        }
    }
}
