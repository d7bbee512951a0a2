using FeedbackLoop.DbManager.Reading;

namespace FeedbackLoop.DbManager.Tests.Reading;

public sealed class CatalogFolderTests : IDisposable
{
    private readonly CatalogBuilder _catalog = new();

    public CatalogFolderTests() => _catalog.Csv("id,title", "1,x");

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("../secret.jpg")]
    [InlineData("images/../../secret.jpg")]
    [InlineData("images\\..\\..\\secret.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\secret.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://example.org/a.jpg")]
    [InlineData("images/nothing.jpg")]
    [InlineData("images")]
    [InlineData("")]
    public void Nothing_but_a_file_below_the_folder_is_read(string path)
    {
        _catalog.Picture("images/1.jpg");
        var (bytes, refusal) = new CatalogFolder(_catalog.Folder, 10_000).ReadPicture(path);
        Assert.Null(bytes);
        Assert.NotNull(refusal);
    }

    [Fact]
    public void A_link_is_not_followed_out_of_the_folder()
    {
        using var other = new CatalogBuilder();
        other.Picture("secret.jpg");
        File.CreateSymbolicLink(_catalog.PathOf("images/link.jpg"), other.PathOf("secret.jpg"));
        Directory.CreateSymbolicLink(_catalog.PathOf("linked"), other.Folder);
        var folder = new CatalogFolder(_catalog.Folder, 10_000);
        Assert.Contains("link", folder.ReadPicture("images/link.jpg").Refusal, StringComparison.Ordinal);
        Assert.Contains("link", folder.ReadPicture("linked/secret.jpg").Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_read_with_either_slash_and_refused_when_it_is_too_large()
    {
        _catalog.Picture("images/1.jpg");
        var size = (int)new FileInfo(_catalog.PathOf("images/1.jpg")).Length;
        Assert.Equal(size, new CatalogFolder(_catalog.Folder, size).ReadPicture("images\\1.jpg").Bytes!.Length);
        Assert.Contains("bytes", new CatalogFolder(_catalog.Folder, size - 1).ReadPicture("images/1.jpg").Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_list_says_so()
    {
        using var empty = new CatalogBuilder();
        Assert.Contains("neither", Assert.Throws<CatalogFormatException>(() => new CatalogFolder(empty.Folder, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("no folder", Assert.Throws<CatalogFormatException>(() => new CatalogFolder(empty.Folder + "/none", 1)).Message, StringComparison.Ordinal);
    }
}
