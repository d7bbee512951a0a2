using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.Retrieval.Tests.Embedding;

public sealed class BuiltInEmbedderTests(ShapesCatalog shapes) : IClassFixture<ShapesCatalog>
{
    [Fact]
    public void A_text_finds_unseen_pictures_of_its_shape_and_colour()
    {
        foreach (var (shape, colour) in ShapesCatalog.Kinds)
        {
            var query = Text($"{colour} {shape}");
            var best = shapes.Unseen.MaxBy(item => Dot(query, Picture(item.Picture!)))!;
            Assert.Equal((shape, colour), (best.Type, best.Colour));
        }
    }

    [Fact]
    public void An_unseen_picture_finds_its_words()
    {
        var texts = ShapesCatalog.Kinds.Select(k => (k, Vector: Text($"{k.Colour} {k.Shape}"))).ToArray();
        int right = shapes.Unseen.Count(item => texts.MaxBy(t => Dot(t.Vector, Picture(item.Picture!))).k == (item.Type!, item.Colour!));
        Assert.True(right >= 0.95 * shapes.Unseen.Count, $"{right} of {shapes.Unseen.Count}");
    }

    [Fact]
    public void A_mirrored_picture_has_the_same_meaning()
    {
        foreach (var item in shapes.Unseen)
        {
            Assert.True(Dot(Picture(item.Picture!), Picture(item.Picture!.Mirror())) > 0.9f);
        }
    }

    [Fact]
    public void Typing_errors_leave_a_text_nearest_to_what_was_meant()
    {
        var kinds = ShapesCatalog.Kinds.Select(k => (k, Vector: Text($"{k.Colour} {k.Shape}"))).ToArray();
        foreach (var (kind, _) in kinds)
        {
            var wrong = Text($"{Exchange(kind.Colour)} {Exchange(kind.Shape)}");
            Assert.Equal(kind, kinds.MaxBy(other => Dot(other.Vector, wrong)).k);
        }

        // The third and fourth letters exchanged; shorter words stay: of "red" nothing would be left.
        static string Exchange(string word) => word.Length < 5 ? word : $"{word[..2]}{word[3]}{word[2]}{word[4..]}";
    }

    [Fact]
    public void The_same_seed_gives_the_same_model() =>
        Assert.Equal(shapes.Embedder.Version, EmbedderTrainer.Train(shapes.Training, shapes.Options, cancellationToken: TestContext.Current.CancellationToken).Version);

    [Fact]
    public void A_saved_model_is_read_back_and_a_damaged_one_refused()
    {
        var stream = new MemoryStream();
        shapes.Embedder.Save(stream);
        stream.Position = 0;
        var loaded = BuiltInEmbedder.Load(stream);
        Assert.Equal(shapes.Embedder.Version, loaded.Version);
        var vector = new float[loaded.Dimensions];
        loaded.EmbedText("red circle", vector);
        Assert.Equal(Text("red circle"), vector);
        loaded.EmbedImage(shapes.Unseen[0].Picture!, vector);
        Assert.Equal(Picture(shapes.Unseen[0].Picture!), vector);

        byte[] file = stream.ToArray();
        file[file.Length / 2] ^= 1;
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => BuiltInEmbedder.Load(new MemoryStream(file))).Message, StringComparison.Ordinal);
        Assert.Contains("cut off", Assert.Throws<InvalidDataException>(() => BuiltInEmbedder.Load(new MemoryStream(file, 0, file.Length / 2))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => BuiltInEmbedder.Load(new MemoryStream("something else altogether"u8.ToArray())));
    }

    [Fact]
    public async Task The_generators_give_the_embedder_s_vectors_and_name_its_version()
    {
        using var texts = new TextEmbeddingGenerator(shapes.Embedder);
        using var pictures = new PictureEmbeddingGenerator(shapes.Embedder);
        var token = TestContext.Current.CancellationToken;
        Assert.Equal(Text("blue square"), (await texts.GenerateAsync(["blue square"], cancellationToken: token))[0].Vector.ToArray());
        Assert.Equal(Picture(shapes.Unseen[0].Picture!), (await pictures.GenerateAsync([shapes.Unseen[0].Picture!], cancellationToken: token))[0].Vector.ToArray());
        var metadata = (EmbeddingGeneratorMetadata)((IEmbeddingGenerator)texts).GetService(typeof(EmbeddingGeneratorMetadata))!;
        Assert.Equal(shapes.Embedder.Version, metadata.DefaultModelId);
    }

    [Fact]
    public void Embedding_a_text_allocates_nothing()
    {
        var vector = new float[shapes.Embedder.Dimensions];
        shapes.Embedder.EmbedText("navy blue square", vector);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            shapes.Embedder.EmbedText("navy blue square", vector);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("日本語")]
    public void A_text_without_a_known_part_is_the_zero_vector(string text) => Assert.All(Text(text), v => Assert.Equal(0, v));

    [Fact]
    public void Any_text_gives_a_finite_vector()
    {
        var random = new Random(2);
        for (int i = 0; i < 300; i++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(1, 0x250))]);
            Assert.All(Text(text), v => Assert.True(float.IsFinite(v)));
        }
        Assert.All(Text(new string('x', 100_000)), v => Assert.True(float.IsFinite(v)));
        Assert.All(Text(string.Concat(Enumerable.Repeat("a ", 50_000))), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Any_shape_of_picture_gives_a_finite_unit_vector()
    {
        foreach (var (width, height) in new[] { (1, 1), (1, 300), (300, 1), (2, 3), (640, 7) })
        {
            var vector = Picture(new RgbImage(width, height, new byte[width * height * 3]));
            Assert.Equal(1, Dot(vector, vector), 3);
        }
    }

    private float[] Text(string text)
    {
        var vector = new float[shapes.Embedder.Dimensions];
        shapes.Embedder.EmbedText(text, vector);
        return vector;
    }

    private float[] Picture(RgbImage image)
    {
        var vector = new float[shapes.Embedder.Dimensions];
        shapes.Embedder.EmbedImage(image, vector);
        return vector;
    }

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
