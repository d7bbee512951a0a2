using System.IO.Compression;
using FeedbackLoop.DbManager.Reading;

namespace FeedbackLoop.DbManager.Tests.Reading;

public sealed class CatalogArchiveTests
{
    [Fact]
    public void An_archive_is_read_like_a_folder_even_when_it_holds_one_and_leaves_nothing_behind()
    {
        string folder;
        using (var archive = new CatalogArchive(Zip(("shop/products.csv", "id,title\n1,Shirt\n"u8.ToArray()), ("shop/images/1.jpg", CatalogBuilder.Jpeg(1))), 100_000))
        {
            folder = archive.Folder;
            var catalog = new CatalogFolder(folder, 100_000);
            Assert.Equal("Shirt", Assert.Single(catalog.Read()).Fields!["title"]);
            Assert.NotNull(catalog.ReadPicture("images/1.jpg").Bytes);
        }
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("../outside.csv")]
    [InlineData("..\\outside.csv")]
    [InlineData("/tmp/outside.csv")]
    public void An_entry_that_points_outside_is_refused(string name) =>
        Assert.Contains("outside", Assert.Throws<CatalogFormatException>(() => new CatalogArchive(Zip((name, [1])), 1000)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_unpacks_to_too_much_is_refused_however_small_it_is()
    {
        var bomb = Zip(("products.csv", new byte[20_000_000]));
        Assert.True(bomb.Length < 100_000);
        Assert.Contains("more than", Assert.Throws<CatalogFormatException>(() => new CatalogArchive(bomb, 1_000_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_zip_are_refused() =>
        Assert.Contains("cannot be unpacked", Assert.Throws<CatalogFormatException>(() => new CatalogArchive([1, 2, 3, 4], 1000)).Message, StringComparison.Ordinal);

    internal static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in entries)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(bytes);
            }
        }
        return memory.ToArray();
    }
}
