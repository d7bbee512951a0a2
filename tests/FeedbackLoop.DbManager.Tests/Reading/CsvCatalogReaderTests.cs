using FeedbackLoop.DbManager.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace FeedbackLoop.DbManager.Tests.Reading;

public sealed class CsvCatalogReaderTests
{
    [Fact]
    public void Any_values_come_back_as_they_were_written_and_on_the_line_they_start_on()
    {
        var text = Gen.Elements("a", "shirt", " ", ",", ";", "\t", "\"", "\n", "\r\n", "é", "😀", "0", "\\", "'").ArrayOf().Select(string.Concat);
        var row = text.Two().Select(pair => (Title: "t" + pair.Item1 + "t", Extra: pair.Item2));
        Check.QuickThrowOnFailure(Prop.ForAll(row.ArrayOf().ToArbitrary(), rows =>
        {
            var csv = new System.Text.StringBuilder("id,title,extra\r\n");
            var lines = new List<int>();
            foreach (var (title, extra) in rows)
            {
                lines.Add(1 + csv.ToString().ReplaceLineEndings("\n").Count(c => c == '\n'));
                csv.Append(lines.Count).Append(',').Append(Quoted(title)).Append(',').Append(Quoted(extra)).Append("\r\n");
            }
            var read = Read(csv.ToString());
            Assert.Equal(rows.Length, read.Count);
            for (var n = 0; n < rows.Length; n++)
            {
                Assert.Null(read[n].Refusal);
                Assert.Equal(rows[n].Title, read[n].Fields!["title"]);
                Assert.Equal(rows[n].Extra, read[n].Fields!["extra"]);
                Assert.Equal(lines[n], read[n].Line);
            }
        }));
    }

    [Fact]
    public void No_text_whatever_throws_anything_but_a_sentence_about_the_format()
    {
        var text = Gen.Elements("id", "title", ",", "\"", "\n", "\r", ";", "x", "\0", "\ud800", "\"\"", "id,title\n").ArrayOf().Select(string.Concat);
        Check.QuickThrowOnFailure(Prop.ForAll(text.ToArbitrary(), csv =>
        {
            try
            {
                Assert.All(Read(csv), line => Assert.True(line.Line > 1 && (line.Fields is null) == (line.Refusal is not null)));
            }
            catch (CatalogFormatException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }));
    }

    [Theory]
    [InlineData("id;title;price\n1;Shirt, blue;3.5")]
    [InlineData("id\ttitle\tprice\n1\tShirt, blue\t3.5")]
    [InlineData("ID,Title,Price\n1,\"Shirt, blue\",3.5")]
    [InlineData("\ufeffid,title,price\n1,\"Shirt, blue\",3.5\n\n")]
    public void Separators_are_found_and_names_are_taken_in_any_case(string csv)
    {
        var line = Assert.Single(Read(csv.TrimStart('\ufeff')));
        Assert.Equal(("1", "Shirt, blue", "3.5"), (line.Fields!["id"], line.Fields["title"], line.Fields["price"]));
    }

    [Fact]
    public void A_row_with_too_many_values_or_a_stray_mark_is_refused_alone()
    {
        var lines = Read("id,title\n1,Shirt\n2,Shirt,blue\n3,5\" pipe\n4,Mug\n5\n");
        Assert.Equal([2, 3, 4, 5, 6], lines.Select(line => line.Line));
        Assert.Equal([true, false, false, true, true], lines.Select(line => line.Refusal is null));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("sku,title\n1,x", "no column 'id'")]
    [InlineData("id,name\n1,x", "no column 'title'")]
    [InlineData("id,title,id\n1,x,2", "'id' twice")]
    [InlineData("id,title\n1,x\n2,\"never closed\n3,x\n", "Line 3")]
    public void A_list_that_cannot_be_read_says_why(string csv, string reason)
    {
        var exception = Assert.Throws<CatalogFormatException>(() => Read(csv));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_that_swallows_the_rest_of_a_large_file_is_found_without_reading_it_all()
    {
        var exception = Assert.Throws<CatalogFormatException>(() => Read("id,title\n1,\"x\n" + string.Concat(Enumerable.Repeat("2,y\n", 500_000))));
        Assert.Contains("Line 2", exception.Message, StringComparison.Ordinal);
    }

    private static List<CatalogLine> Read(string csv) => [.. CsvCatalogReader.Read(new StringReader(csv))];

    private static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
