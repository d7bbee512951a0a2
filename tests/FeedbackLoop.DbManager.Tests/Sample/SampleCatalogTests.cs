using FeedbackLoop.DbManager.Import;
using FeedbackLoop.DbManager.Reading;
using FeedbackLoop.DbManager.Worker;
using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.DbManager.Tests.Sample;

/// <summary>The committed sample: what a newcomer sees first.</summary>
public sealed class SampleCatalogTests
{
    private static readonly string Folder = SampleFolder.Find(new CatalogOptions(), AppContext.BaseDirectory) ?? throw new InvalidOperationException("The sample catalogue is not there.");

    private readonly List<CatalogRow> _rows = [.. new CatalogFolder(Folder, 100_000).Read().Select(line => RowParser.Parse(line)).Select(parsed => parsed.Row ?? throw new InvalidOperationException(parsed.Refusal))];

    [Fact]
    public void It_stocks_a_whole_shop()
    {
        Assert.True(_rows.Count >= 1200);
        Assert.True(_rows.Select(row => row.Type).Distinct().Count() >= 30);
        Assert.Equal(_rows.Count, _rows.Select(row => row.Id).Distinct().Count());
        Assert.True(_rows.Select(row => row.Title).Distinct().Count() > 0.98 * _rows.Count);
        Assert.True(_rows.Select(row => row.Colour).Distinct().Count() >= 20);
        Assert.All(_rows, row => Assert.True(row is { Price: > 0, Description.Length: > 40, Category: not null, Colour: not null, Image: not null }, row.Title));
        Assert.All(_rows, row => Assert.DoesNotContain("{", row.Title + row.Description, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_pictures_are_good_different_and_small()
    {
        var source = new CatalogFolder(Folder, 100_000);
        var decoder = new GdImageDecoder();
        var (total, hashes) = (0L, new HashSet<string>());
        foreach (var row in _rows)
        {
            var (picture, refusal) = source.ReadPicture(row.Image!);
            Assert.Null(refusal);
            total += picture!.Length;
            Assert.True(hashes.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture))), $"{row.Title} looks like another product.");
        }
        Assert.True(total <= 12 * 1024 * 1024, $"{total:N0} bytes");
        Assert.All(_rows.Where((_, n) => n % 10 == 0), row => Assert.Null(PictureCheck.Refusal(decoder, source.ReadPicture(row.Image!).Bytes!, ImageLimits.Default)));
    }
}
