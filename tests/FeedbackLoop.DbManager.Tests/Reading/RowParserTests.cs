using FeedbackLoop.DbManager.Reading;

namespace FeedbackLoop.DbManager.Tests.Reading;

public sealed class RowParserTests
{
    [Fact]
    public void Unknown_columns_become_attributes_and_empty_ones_nothing()
    {
        var row = Parsed(("id", " 1 "), ("title", "Shirt"), ("color", "Navy Blue"), ("gender", "Men"), ("season", ""), ("usage", "Casual"));
        Assert.Equal(("1", "Shirt", "Navy Blue"), (row.Id, row.Title, row.Colour));
        Assert.Null(row.Price);
        Assert.True(row.Available);
        Assert.Equal("""{"gender":"Men","usage":"Casual"}""", row.AttributesJson);
    }

    [Theory]
    [InlineData("12.5", 12.5)]
    [InlineData("0", 0)]
    [InlineData("12.345", 12.35)]
    public void Prices_are_kept_to_the_cent(string text, double expected) =>
        Assert.Equal((decimal)expected, Parsed(("id", "1"), ("title", "x"), ("price", text)).Price);

    [Theory]
    [InlineData("price", "12,50")]
    [InlineData("price", "-1")]
    [InlineData("price", "1e9")]
    [InlineData("price", "99999999999")]
    [InlineData("price", "free")]
    [InlineData("title", "  ")]
    [InlineData("id", "")]
    [InlineData("available", "maybe")]
    [InlineData("brand", "a\0b")]
    public void Values_that_make_no_sense_are_refused_by_name(string column, string value)
    {
        var fields = new Dictionary<string, string> { ["id"] = "1", ["title"] = "x" };
        fields[column] = value;
        var (row, refusal) = RowParser.Parse(new(5, fields));
        Assert.Null(row);
        Assert.Contains(column, refusal, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_and_a_whole_one_is_kept()
    {
        Assert.NotNull(RowParser.Parse(new(2, new Dictionary<string, string> { ["id"] = "1", ["title"] = "x\ud83d" })).Refusal);
        Assert.NotNull(RowParser.Parse(new(2, new Dictionary<string, string> { ["id"] = "1", ["title"] = "\ude00x" })).Refusal);
        Assert.Equal("\ud83d\ude00", Parsed(("id", "1"), ("title", "\ud83d\ude00")).Title);
    }

    [Fact]
    public void The_hash_changes_with_every_value_and_with_the_picture()
    {
        (string, string)[] plain = [("id", "1"), ("title", "x"), ("price", "1")];
        var hash = Parsed(plain).Hash(null);
        Assert.Equal(hash, Parsed([("price", "1.00"), .. plain[..2]]).Hash(null));
        Assert.NotEqual(hash, Parsed(plain).Hash([1]));
        foreach (var (name, value) in new[] { ("description", "d"), ("category", "c"), ("type", "t"), ("colour", "c"), ("available", "no"), ("brand", "b") })
        {
            Assert.NotEqual(hash, Parsed([.. plain, (name, value)]).Hash(null));
        }
    }

    private static CatalogRow Parsed(params (string Name, string Value)[] fields)
    {
        var (row, refusal) = RowParser.Parse(new(2, fields.ToDictionary(field => field.Name, field => field.Value)));
        Assert.Null(refusal);
        return row!;
    }
}
