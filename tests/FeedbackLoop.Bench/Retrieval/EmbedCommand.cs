using System.CommandLine;
using System.Diagnostics;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>Trains the built-in embedder on a share of a catalogue and measures it on the rest, as JSON lines.</summary>
internal static class EmbedCommand
{
    public static Command Create()
    {
        var catalog = new Option<DirectoryInfo>("--catalog") { Description = "A folder with products.csv and pictures", Required = true };
        var share = new Option<double>("--train-share") { Description = "Share of items to learn from, by hashed id", DefaultValueFactory = _ => 0.8 };
        var seed = new Option<int>("--seed") { Description = "Seed of the split and of training", DefaultValueFactory = _ => 1 };
        var command = new Command("embed", "Quality and speed of the built-in embedder on held-out items") { catalog, share, seed };
        command.SetAction(result => Run(result.GetValue(catalog)!.FullName, result.GetValue(share), result.GetValue(seed)));
        return command;
    }

    private static int Run(string folder, double share, int seed)
    {
        var decoder = new GdImageDecoder();
        var rows = CatalogFolder.Read(folder);
        var clock = Stopwatch.StartNew();
        var features = new float[rows.Count][];
        var pictures = new RgbImage?[rows.Count];
        Parallel.For(0, rows.Count, i =>
        {
            var decoded = decoder.Decode(File.ReadAllBytes(rows[i].ImagePath), ImageLimits.Default);
            pictures[i] = decoded.Image;
            features[i] = decoded.Succeeded ? PictureFeatures.ExtractViews(decoded.Image) : [];
        });
        double extractSeconds = clock.Elapsed.TotalSeconds;
        var readable = Enumerable.Range(0, rows.Count).Where(i => pictures[i] is not null).ToArray();
        var train = readable.Where(i => CatalogFolder.IsTraining(rows[i].Id, seed, share)).ToArray();
        var test = readable.Except(train).ToArray();
        clock.Restart();
        var embedder = EmbedderTrainer.Train([.. train.Select(Pair)], new EmbedderOptions { Seed = seed }, new ProgressLines());
        BenchResult.Print(new { measure = "train", items = train.Length, heldOut = test.Length, unreadable = rows.Count - readable.Length, secondsToExtractAll = extractSeconds, secondsToTrain = clock.Elapsed.TotalSeconds, dimensions = embedder.Dimensions, embedder.Version });

        var held = new HeldOut(embedder, [.. test.Select(i => rows[i])], [.. test.Select(i => Embed(features[i]))]);
        BenchResult.Print(held.Measure("none", held.Pictures));
        foreach (var (name, distort) in Distortions(decoder))
        {
            var distorted = new float[test.Length][];
            Parallel.For(0, test.Length, i => distorted[i] = Embed(PictureFeatures.Extract(distort(pictures[test[i]]!))));
            BenchResult.Print(held.Measure(name, distorted));
        }
        BenchResult.Print(Speed(embedder, test.Select(i => rows[i].Title).Take(500).ToArray(), test.Select(i => pictures[i]!).Take(100).ToArray()));
        return 0;

        EmbeddingPair Pair(int i) => new()
        {
            Id = rows[i].Id,
            Title = rows[i].Title,
            Category = rows[i].Category,
            Type = rows[i].Type,
            Colour = rows[i].Colour,
            Attributes = rows[i].Attributes,
            Features = features[i],
        };

        float[] Embed(float[] own)
        {
            var vector = new float[embedder.Dimensions];
            embedder.EmbedFeatures(own, vector);
            return vector;
        }
    }

    private static (string, Func<RgbImage, RgbImage>)[] Distortions(GdImageDecoder decoder) =>
    [
        ("mirrored", image => image.Mirror()),
        ("cropped by 15 %", image =>
        {
            int width = (int)(image.Width * 0.85), height = (int)(image.Height * 0.85);
            return image.Crop((image.Width - width) / 2, (image.Height - height) / 2, width, height);
        }),
        ("re-encoded at quality 40", image => decoder.Decode(decoder.EncodeJpeg(image, 40), ImageLimits.Default).Image!),
    ];

    private static object Speed(BuiltInEmbedder embedder, string[] texts, RgbImage[] pictures)
    {
        var vector = new float[embedder.Dimensions];
        double Median(int count, Action<int> work)
        {
            var ticks = new double[count];
            for (int i = 0; i < count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                work(i);
                ticks[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
            Array.Sort(ticks);
            return ticks[count / 2];
        }
        return new
        {
            measure = "speed",
            microsecondsPerText = Median(texts.Length, i => embedder.EmbedText(texts[i], vector)),
            microsecondsPerPicture = Median(pictures.Length, i => embedder.EmbedImage(pictures[i], vector)),
        };
    }

    private sealed class ProgressLines : IProgress<EmbedderProgress>
    {
        public void Report(EmbedderProgress value) => Console.Error.WriteLine($"{value.Fraction,4:P0} {value.Stage}");
    }
}
