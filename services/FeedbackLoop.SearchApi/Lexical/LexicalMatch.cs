namespace FeedbackLoop.SearchApi.Lexical;

/// <summary>The scores of one query over all items: scratch memory that is used again by the next query. Not thread-safe.</summary>
public sealed class LexicalMatch
{
    private float[] _scores = [];
    private byte[] _matched = [];
    private byte[] _inTitle = [];
    private int[] _lastTerm = [];
    private int[] _lastTitleTerm = [];
    private int[] _touched = [];
    private int _touchedCount;
    private int _term;

    /// <summary>Terms of the query that some item has.</summary>
    public int KnownTerms { get; private set; }

    /// <summary>All terms of the query.</summary>
    public int Terms { get; private set; }

    /// <summary>Items that have at least one term.</summary>
    public ReadOnlySpan<int> Matched => _touched.AsSpan(0, _touchedCount);

    /// <summary>BM25F times the squared share of the known terms that the item has; 0 when it has none.</summary>
    public float Score(int item)
    {
        if (item >= _scores.Length || _matched[item] == 0)
        {
            return 0;
        }

        var share = (float)_matched[item] / KnownTerms;
        return _scores[item] * share * share;
    }

    /// <summary>The share of the query's terms that the item's title has; NaN for a query without terms.</summary>
    public float TitleShare(int item) => Terms == 0 ? float.NaN : item >= _inTitle.Length ? 0 : (float)_inTitle[item] / Terms;

    internal void Begin(int itemCount)
    {
        Clear();
        if (_scores.Length < itemCount)
        {
            _scores = new float[itemCount];
            _matched = new byte[itemCount];
            _inTitle = new byte[itemCount];
            _lastTerm = new int[itemCount];
            _lastTitleTerm = new int[itemCount];
            _touched = new int[itemCount];
        }
    }

    internal void Add(int item, float impact, bool inTitle)
    {
        if (_matched[item] == 0)
        {
            _touched[_touchedCount++] = item;
        }

        _scores[item] += impact;
        var term = _term + 1;
        if (_lastTerm[item] != term)
        {
            _lastTerm[item] = term;
            _matched[item]++;
        }

        if (inTitle && _lastTitleTerm[item] != term)
        {
            _lastTitleTerm[item] = term;
            _inTitle[item]++;
        }
    }

    internal void EndTerm(bool known)
    {
        _term++;
        Terms++;
        KnownTerms += known ? 1 : 0;
    }

    /// <summary>Forgets the last query; costs only what it touched.</summary>
    public void Clear()
    {
        foreach (var item in Matched)
        {
            _scores[item] = 0;
            _matched[item] = 0;
            _inTitle[item] = 0;
            _lastTerm[item] = 0;
            _lastTitleTerm[item] = 0;
        }

        _touchedCount = 0;
        _term = 0;
        Terms = 0;
        KnownTerms = 0;
    }
}
