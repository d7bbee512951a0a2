using System.Text;
using System.Text.Json;
using FeedbackLoop.Retrieval.Embedding.Clip;
using FsCheck;
using FsCheck.Fluent;

namespace FeedbackLoop.Retrieval.Tests.Embedding.Clip;

/// <summary>merges.txt was learned from a few words of fashion; expected.ndjson is what Hugging Face's tokenizer (npm @huggingface/tokenizers 0.2.0, with the tokenizer.json of
/// CLIP's fast tokenizer over these merges) makes of texts in many scripts.</summary>
public sealed class ClipTokenizerTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Embedding", "Clip");
    private static readonly ClipTokenizer Tokenizer = FromMerges(File.ReadAllText(Path.Combine(Folder, "merges.txt")));

    public static TheoryData<string, int[]> Reference => [.. File.ReadLines(Path.Combine(Folder, "expected.ndjson")).Select(line => JsonDocument.Parse(line).RootElement)
        .Select(row => (row.GetProperty("text").GetString()!, row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray()))];

    [Theory]
    [MemberData(nameof(Reference))]
    public void Tokens_are_those_of_the_reference(string text, int[] ids) =>
        Assert.Equal<int>(ids, new List<int> { Tokenizer.StartToken }.Concat(Tokenizer.Encode(text)).Append(Tokenizer.EndToken));

    [Fact]
    public void Ids_and_merges_follow_by_hand()
    {
        // 256 bytes (0 to 255), the same ending a word (256 to 511), then the merges, start and end. 'a' is the 65th printable byte: 64, and 320 at a word's end as in CLIP.
        var tokenizer = FromMerges("#version: 0.2\nl o\nlo w</w>\nlo w\ne r</w>\n");
        Assert.Equal((516, 517), (tokenizer.StartToken, tokenizer.EndToken));
        Assert.Equal([64], tokenizer.Encode("ab")[..1]);
        Assert.Equal([320], tokenizer.Encode("a"));
        Assert.Equal([513], tokenizer.Encode("low"));
        Assert.Equal([514, 515], tokenizer.Encode("LOWER"));   // lo w, e r</w>
        Assert.Equal([512, 'v' - '!', 515], tokenizer.Encode("lover"));
        Assert.Equal([513, 256 + '.' - '!'], tokenizer.Encode("low."));
    }

    [Fact]
    public void A_vocabulary_with_ids_of_its_own_gives_those()
    {
        int size = Tokenizer.VocabularySize;
        var ids = Enumerable.Range(0, size).ToDictionary(Text, id => size - 1 - id);
        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(ids));
        using var merges = File.OpenText(Path.Combine(Folder, "merges.txt"));
        var mirrored = ClipTokenizer.FromVocabulary(json, merges);
        const string Sample = "A photo of women's 2026 näive 👟 sneakers!";
        Assert.Equal(Tokenizer.Encode(Sample).Select(id => size - 1 - id), mirrored.Encode(Sample));
        Assert.Equal(1, mirrored.StartToken);

        // The text of a token, from what decoding one and merging two show.
        string Text(int id) => id == Tokenizer.StartToken ? "<|startoftext|>" : id == Tokenizer.EndToken ? "<|endoftext|>" : ReferenceTexts()[id];
    }

    [Fact]
    public void Texts_are_padded_and_cut_to_the_context()
    {
        var ids = new long[77];
        var mask = new long[77];
        Assert.Equal(2 + 6, Tokenizer.Encode("a photo of a red shirt", ids, mask));
        Assert.Equal([Tokenizer.StartToken, 320], ids[..2]);
        Assert.All(ids[7..], id => Assert.Equal(Tokenizer.EndToken, id));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 0], mask[..9]);

        Tokenizer.Encode("red", ids, mask, padding: 0);
        Assert.Equal(0, ids[76]);
        Assert.Equal(77, Tokenizer.Encode(string.Concat(Enumerable.Repeat("red ", 500)), ids, mask));
        Assert.Equal((Tokenizer.StartToken, Tokenizer.EndToken), ((int)ids[0], (int)ids[76]));
        Assert.Equal(Tokenizer.Encode("red")[0], ids[75]);
        Assert.Equal(77, mask.Sum());
        Assert.Equal(2, Tokenizer.Encode("", ids, mask));
    }

    [Fact]
    public void Decoding_gives_back_the_words_of_any_text() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            var words = ClipWords.Split(ClipWords.Clean(text ?? "")).Where(word => word is not (ClipWords.StartOfText or ClipWords.EndOfText));
            Assert.Equal(string.Join(' ', words), Tokenizer.Decode([.. Tokenizer.Encode(text ?? "")]));
        }));

    [Fact]
    public void Splitting_loses_nothing_but_spaces() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            string clean = ClipWords.Clean(text ?? "");
            Assert.Equal(clean.Replace(" ", "", StringComparison.Ordinal), string.Concat(ClipWords.Split(clean)));
            Assert.Equal(clean, ClipWords.Clean(clean));
        }));

    [Theory]
    [InlineData("#version: 0.2\nonly", "Line 2")]
    [InlineData("#version: 0.2\na b c", "Line 2")]
    [InlineData("#version: 0.2\na b\nb c\na b", "twice")]
    public void Merges_that_are_none_are_refused(string merges, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => FromMerges(merges)).Message);

    [Fact]
    public void A_folder_without_a_tokenizer_says_what_belongs_there() =>
        Assert.Contains("vocab.json", Assert.Throws<FileNotFoundException>(() => ClipTokenizer.Load(Path.GetTempPath())).Message);

    private static ClipTokenizer FromMerges(string merges)
    {
        using var text = new StringReader(merges);
        return ClipTokenizer.FromMerges(text, 512 + 2 + Math.Max(0, merges.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1));
    }

    private static List<string> ReferenceTexts()
    {
        string bytes = string.Concat(Enumerable.Range('!', 94).Concat(Enumerable.Range(0xA1, 12)).Concat(Enumerable.Range(0xAE, 82)).Concat(Enumerable.Range(0x100, 68)).Select(c => (char)c));
        return [.. bytes.Select(c => $"{c}"), .. bytes.Select(c => $"{c}</w>"), .. File.ReadLines(Path.Combine(Folder, "merges.txt")).Skip(1).Select(line => line.Replace(" ", "", StringComparison.Ordinal))];
    }
}
