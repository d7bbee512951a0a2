using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace FeedbackLoop.Retrieval.Embedding.Clip;

/// <summary>CLIP's byte-pair tokenizer: words are split off by <see cref="ClipWords"/>, written byte by byte in 256 printable characters, the last with <c>&lt;/w&gt;</c>,
/// and their parts are merged in the order in which they were learned (Sennrich et al., ACL 2016; Radford et al., "Learning Transferable Visual Models From Natural
/// Language Supervision", 2021). The ids are those of Hugging Face's fast CLIPTokenizer; OpenAI's own additionally repairs wrongly decoded text and HTML entities first.
/// Immutable and safe for concurrent use.</summary>
public sealed class ClipTokenizer
{
    /// <summary>Tokens of one text, start and end included.</summary>
    public const int ContextLength = 77;

    private const string EndOfWord = "</w>";
    private const int SpecialTokens = 2;
    private static readonly string[] ByteText = Array.ConvertAll(ByteCharacters(), c => c.ToString());
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<(string Left, string Right), int> _ranks;
    private readonly Dictionary<int, string> _texts;

    private ClipTokenizer(Dictionary<string, int> ids, List<(string, string)> merges)
    {
        _ids = ids;
        _texts = ids.ToDictionary(pair => pair.Value, pair => pair.Key);
        _ranks = new(merges.Count);
        foreach (var merge in merges)
        {
            _ranks.TryAdd(merge, _ranks.Count);
        }
        StartToken = Known(ClipWords.StartOfText);
        EndToken = Known(ClipWords.EndOfText);
    }

    public int StartToken { get; }

    public int EndToken { get; }

    /// <summary>Tokens that there are.</summary>
    public int VocabularySize => _ids.Count;

    /// <summary>Reads Hugging Face's pair of files.</summary>
    /// <param name="vocabulary">vocab.json: an object of token and id.</param>
    /// <param name="merges">merges.txt: a pair of parts a line, best first; lines that begin with # and empty ones do not count.</param>
    /// <exception cref="InvalidDataException">The files do not fit together; the message says where.</exception>
    public static ClipTokenizer FromVocabulary(Stream vocabulary, TextReader merges)
    {
        Dictionary<string, int>? ids;
        try
        {
            ids = JsonSerializer.Deserialize<Dictionary<string, int>>(vocabulary);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The tokenizer's vocabulary is no object of tokens and ids: {exception.Message}", exception);
        }
        if (ids is null || ids.Values.Distinct().Count() != ids.Count)
        {
            throw new InvalidDataException("The tokenizer's vocabulary gives one id to several tokens.");
        }
        return new(ids, [.. ReadMerges(merges, int.MaxValue)]);
    }

    /// <summary>Reads OpenAI's single file (<c>bpe_simple_vocab_16e6.txt</c>, unpacked), from which the ids follow: bytes, bytes that end a word, merges, start and end.</summary>
    /// <param name="merges">A header line, then a pair of parts a line.</param>
    /// <param name="vocabularySize">How many tokens the model knows; lines beyond are left out, as the file has more than CLIP uses.</param>
    /// <exception cref="InvalidDataException">A line is no pair.</exception>
    public static ClipTokenizer FromMerges(TextReader merges, int vocabularySize = 49408)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, (2 * ByteText.Length) + SpecialTokens);
        var pairs = ReadMerges(merges, vocabularySize - (2 * ByteText.Length) - SpecialTokens).ToList();
        // OpenAI's order of the bytes: the printable ones first.
        string[] bytes = [.. ByteText.Order(StringComparer.Ordinal)];
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string token in (IEnumerable<string>)[.. bytes, .. bytes.Select(b => b + EndOfWord), .. pairs.Select(pair => pair.Left + pair.Right), ClipWords.StartOfText, ClipWords.EndOfText])
        {
            if (!ids.TryAdd(token, ids.Count))
            {
                throw new InvalidDataException($"The tokenizer's merges make '{token}' twice.");
            }
        }
        return new(ids, pairs);
    }

    /// <summary>Reads what a model's folder has: vocab.json with merges.txt, or bpe_simple_vocab_16e6.txt, or the same as .gz.</summary>
    /// <exception cref="FileNotFoundException">It has neither.</exception>
    /// <exception cref="InvalidDataException">The files do not fit together.</exception>
    public static ClipTokenizer Load(string folder)
    {
        string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt"), single = Path.Combine(folder, "bpe_simple_vocab_16e6.txt");
        if (File.Exists(vocabulary) && File.Exists(merges))
        {
            using var stream = File.OpenRead(vocabulary);
            using var text = File.OpenText(merges);
            return FromVocabulary(stream, text);
        }
        if (File.Exists(single))
        {
            using var text = File.OpenText(single);
            return FromMerges(text);
        }
        if (File.Exists(single + ".gz"))
        {
            using var text = new StreamReader(new GZipStream(File.OpenRead(single + ".gz"), CompressionMode.Decompress));
            return FromMerges(text);
        }
        throw new FileNotFoundException($"{folder} has no tokenizer: put vocab.json and merges.txt there, or bpe_simple_vocab_16e6.txt.gz.");
    }

    /// <summary>The tokens of a text, without start and end; at most <paramref name="most"/>.</summary>
    /// <exception cref="InvalidDataException">The vocabulary lacks a part that the merges make.</exception>
    public List<int> Encode(string text, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<int>();
        foreach (string word in ClipWords.Split(ClipWords.Clean(text)))
        {
            if (tokens.Count >= most)
            {
                break;
            }
            if (word is ClipWords.StartOfText or ClipWords.EndOfText)
            {
                tokens.Add(_ids[word]);
                continue;
            }
            foreach (string part in Merge(word))
            {
                tokens.Add(Known(part));
            }
        }
        if (tokens.Count > most)
        {
            tokens.RemoveRange(most, tokens.Count - most);
        }
        return tokens;
    }

    /// <summary>A text as a model takes it: start, tokens, end, then padding. What is too long is cut before the end token.</summary>
    /// <param name="ids">As many ids as the model's context has, mostly <see cref="ContextLength"/>.</param>
    /// <param name="mask">1 for each token, 0 for padding.</param>
    /// <param name="padding">The id that fills up; null is the end token, as Hugging Face does, OpenAI fills with 0.</param>
    /// <returns>Tokens that are no padding.</returns>
    public int Encode(string text, Span<long> ids, Span<long> mask, int? padding = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ids.Length, SpecialTokens);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Length, ids.Length);
        var tokens = Encode(text, ids.Length - SpecialTokens);
        int count = tokens.Count + SpecialTokens;
        ids.Fill(padding ?? EndToken);
        ids[0] = StartToken;
        for (int i = 0; i < tokens.Count; i++)
        {
            ids[i + 1] = tokens[i];
        }
        ids[count - 1] = EndToken;
        mask[..count].Fill(1);
        mask[count..].Clear();
        return count;
    }

    /// <summary>The words of tokens, with a space between them; start and end are left out.</summary>
    /// <exception cref="ArgumentException">There is no such token.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>();
        foreach (int token in tokens)
        {
            if (token == StartToken || token == EndToken)
            {
                continue;
            }
            string text = _texts.TryGetValue(token, out string? known) ? known : throw new ArgumentException($"There is no token {token}.", nameof(tokens));
            bool ends = text.EndsWith(EndOfWord, StringComparison.Ordinal);
            foreach (char c in ends ? text.AsSpan(0, text.Length - EndOfWord.Length) : text)
            {
                bytes.Add((byte)Array.IndexOf(Characters, c));
            }
            if (ends)
            {
                bytes.Add((byte)' ');
            }
        }
        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes)).TrimEnd(' ');
    }

    private static char[] Characters { get; } = ByteCharacters();

    /// <summary>Parts of a word after all merges, of lowest rank first.</summary>
    private List<string> Merge(string word)
    {
        List<string> parts = [.. Encoding.UTF8.GetBytes(word).Select(b => ByteText[b])];
        parts[^1] += EndOfWord;
        while (parts.Count > 1)
        {
            int best = int.MaxValue;
            (string Left, string Right) pair = default;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                if (_ranks.TryGetValue((parts[i], parts[i + 1]), out int rank) && rank < best)
                {
                    (best, pair) = (rank, (parts[i], parts[i + 1]));
                }
            }
            if (best == int.MaxValue)
            {
                break;
            }
            int kept = 0;
            for (int i = 0; i < parts.Count; i++)
            {
                bool merges = i + 1 < parts.Count && parts[i] == pair.Left && parts[i + 1] == pair.Right;
                parts[kept++] = merges ? pair.Left + pair.Right : parts[i];
                i += merges ? 1 : 0;
            }
            parts.RemoveRange(kept, parts.Count - kept);
        }
        return parts;
    }

    private int Known(string token) => _ids.TryGetValue(token, out int id) ? id : throw new InvalidDataException($"The tokenizer's vocabulary has no '{token}'.");

    private static IEnumerable<(string Left, string Right)> ReadMerges(TextReader merges, int most)
    {
        int number = 0;
        while (merges.ReadLine() is { } line && most > 0)
        {
            number++;
            // The header holds "#version: 0.2"; a merge of "#" itself has no colon behind a word.
            if (line.Length == 0 || (number == 1 && line.Contains("#version", StringComparison.Ordinal)))
            {
                continue;
            }
            string[] parts = line.Split(' ');
            if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
            {
                throw new InvalidDataException($"Line {number} of the tokenizer's merges is no pair.");
            }
            most--;
            yield return (parts[0], parts[1]);
        }
    }

    /// <summary>A printable character for each byte, GPT-2's way: those that print stand for themselves, the others follow from U+0100 on.</summary>
    private static char[] ByteCharacters()
    {
        var characters = new char[256];
        char next = '\u0100';
        for (int b = 0; b < characters.Length; b++)
        {
            characters[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : next++;
        }
        return characters;
    }
}
