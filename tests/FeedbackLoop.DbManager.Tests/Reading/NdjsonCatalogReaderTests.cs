using FeedbackLoop.DbManager.Reading;

namespace FeedbackLoop.DbManager.Tests.Reading;

public sealed class NdjsonCatalogReaderTests
{
    [Fact]
    public void Values_keep_their_text_whatever_their_type()
    {
        var line = Assert.Single(Read("""{"ID":7,"title":"Shirt","price":12.50,"available":true,"sizes":["S",38],"note":null}"""));
        Assert.Equal("7", line.Fields!["id"]);
        Assert.Equal("12.50", line.Fields["price"]);
        Assert.Equal("true", line.Fields["available"]);
        Assert.Equal("S, 38", line.Fields["sizes"]);
        Assert.Equal("", line.Fields["note"]);
    }

    [Theory]
    [InlineData("{\"id\":1", "not JSON")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("{\"id\":1,\"nested\":{}}", "'nested'")]
    [InlineData("{\"id\":1,\"Id\":2}", "twice")]
    [InlineData("{\"id\":1,\"title\":\"\\ud800\"}", "Unicode")]
    public void A_bad_line_is_refused_by_number_and_reason(string json, string reason)
    {
        var lines = Read("{\"id\":0,\"title\":\"x\"}\n\n" + json + "\n{\"id\":9,\"title\":\"y\"}");
        Assert.Equal([1, 3, 4], lines.Select(line => line.Line));
        Assert.Contains(reason, lines[1].Refusal!, StringComparison.Ordinal);
        Assert.Null(lines[2].Refusal);
    }

    private static List<CatalogLine> Read(string text) => [.. NdjsonCatalogReader.Read(new StringReader(text))];
}
