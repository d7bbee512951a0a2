using FeedbackLoop.Data.Catalog;
using FeedbackLoop.Retrieval.Index;
using FeedbackLoop.SearchApi.Lexical;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Tests;

public class LexicalTests
{
    [Theory]
    [InlineData("Men's Navy-Blue T-Shirt, 42%", "men navy blue t shirt 42")]
    [InlineData("  ", "")]
    [InlineData(null, "")]
    [InlineData("it's James’s", "it james")]
    [InlineData("'s", "s")]
    public void Words_are_runs_of_letters_and_digits(string? text, string words) => Assert.Equal(words, string.Join(' ', Words.Of(text)));

    [Theory]
    [InlineData("shrit", "shirt", 1)]   // neighbours exchanged
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]        // the restricted distance; the full one is 2
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void Edit_distance_of_known_pairs(string a, string b, int distance)
    {
        Assert.Equal(distance, EditDistance.Bounded(a, b, 5));
        Assert.Equal(distance, EditDistance.Bounded(b, a, 5));
    }

    [Fact]
    public void Edit_distance_stops_at_its_limit_and_is_a_distance_below_it()
    {
        var random = new Random(3);
        string Word() => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)('a' + random.Next(3))));
        for (var i = 0; i < 3_000; i++)
        {
            var (a, b) = (Word(), Word());
            var full = EditDistance.Bounded(a, b, 20);
            Assert.Equal(full, EditDistance.Bounded(b, a, 20));
            Assert.Equal(full == 0, a == b);
            for (var limit = 0; limit < 4; limit++)
            {
                Assert.Equal(Math.Min(full, limit + 1), EditDistance.Bounded(a, b, limit));
            }
        }
    }

    [Theory]
    [InlineData("shrit", "shirt")]
    [InlineData("hirt", "shirt")]
    [InlineData("snekaers", "sneakers")]
    [InlineData("shirtnavy", "shirt navy")]
    [InlineData("skirs", "skirt")]      // one edit beats two
    [InlineData("xyzzy", null)]
    [InlineData("red", null)]           // too short to guess
    [InlineData("b17", null)]           // a code has no spelling
    public void Unknown_words_are_taken_for_the_nearest_frequent_one(string typed, string? meant)
    {
        var vocabulary = new Vocabulary(new Dictionary<string, int> { ["shirt"] = 100, ["skirt"] = 20, ["sneakers"] = 5, ["navy"] = 30, ["ref"] = 9, ["b16"] = 9, ["short"] = 1 });

        Assert.Equal(meant, vocabulary.Correct(typed));
    }

    [Fact]
    public void All_terms_beat_some_rare_beats_common_and_titles_beat_descriptions()
    {
        var index = new LexicalIndex([
            Item("all", ("blue", 1, 0), ("shirt", 1, 0)),
            Item("one", ("shirt", 1, 0)),
            Item("told", ("shirt", 0, 1)),
            Item("other", ("shirt", 1, 0), ("red", 1, 0)),
            Item("blue", ("blue", 1, 0)),
        ]);
        var match = new LexicalMatch();
        index.Match([["blue"], ["shirt"]], match);

        Assert.Equal((2, 2), (match.Terms, match.KnownTerms));
        Assert.Equal([0, 1, 2, 3, 4], match.Matched.ToArray().Order());
        Assert.True(match.Score(0) > 4 * match.Score(1));    // the square of the share alone is a factor of four
        Assert.True(match.Score(4) > match.Score(1));        // blue is rarer than shirt
        Assert.True(match.Score(1) > match.Score(3));        // a shorter text says more
        Assert.True(match.Score(3) > match.Score(2));
        Assert.Equal(1f, match.TitleShare(0));
        Assert.Equal(0f, match.TitleShare(2));
    }

    [Fact]
    public void A_match_is_clean_after_the_last_one_and_alternatives_count_once()
    {
        var index = new LexicalIndex([Item("a", ("sun", 1, 0), ("glass", 1, 0), ("sunglass", 1, 0)), Item("b", ("sunglass", 1, 0)), null]);
        var (used, fresh) = (new LexicalMatch(), new LexicalMatch());
        index.Match([["sunglass"], ["unknown"]], used);
        Assert.Equal((2, 1), (used.Terms, used.KnownTerms));
        index.Match([["sun", "sunglass"], ["glass", "sunglass"]], used);
        index.Match([["sun", "sunglass"], ["glass", "sunglass"]], fresh);

        for (var item = 0; item < 3; item++)
        {
            Assert.Equal(fresh.Score(item), used.Score(item));
            Assert.Equal(fresh.TitleShare(item), used.TitleShare(item));
        }

        Assert.Equal(1f, used.TitleShare(0));
        Assert.Equal(1f, used.TitleShare(1));
    }

    [Fact]
    public void The_best_are_picked_in_order_and_only_what_passes()
    {
        var random = new Random(7);
        var items = Enumerable.Range(0, 500).Select(i => Item($"i{i}", [.. "abcdefgh".Where(_ => random.Next(3) == 0).Select(c => (c.ToString(), 1 + random.Next(3), random.Next(2)))])).ToArray();
        var index = new LexicalIndex(items);
        var match = new LexicalMatch();
        index.Match([["a"], ["c"], ["e"]], match);
        var passing = new SlotBitmap(500);
        for (var i = 0; i < 500; i += 2)
        {
            passing.Add(i);
        }

        int[] top = new int[40];
        var scores = new float[40];
        var count = LexicalRetriever.Top(match, passing, top, scores);

        var expected = Enumerable.Range(0, 500).Where(i => i % 2 == 0 && match.Score(i) > 0).OrderByDescending(match.Score).ThenBy(i => i).Take(40).ToArray();
        Assert.Equal(40, count);
        Assert.Equal(expected, top);
        Assert.Equal(expected.Select(match.Score), scores);
    }

    [Fact]
    public void Scores_are_ordered_as_floats_are()
    {
        float[] scores = [1, -1, 0, float.NaN, 3.5f, -2, 1, float.NegativeInfinity];

        Assert.Equal([4, 0, 6, 2, 1, 5, 7, 3], TopItems.Order(scores));
    }

    private static CatalogItem Item(string id, params (string Lexeme, int InTitle, int InDescription)[] lexemes) => new()
    {
        ItemId = id,
        Title = id,
        Available = true,
        HasImage = false,
        CreatedAt = default,
        Deleted = false,
        Revision = 1,
        Lexemes = [.. lexemes.Select(l => new ItemLexeme(l.Lexeme, (byte)l.InTitle, 0, 0, (byte)l.InDescription))],
    };
}
