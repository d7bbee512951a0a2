namespace FeedbackLoop.Data.Events;

/// <summary>The message ids that were committed last, so that most repeats are found without asking the database. Two generations, the older one dropped
/// when the newer one is full: between <c>size</c> and twice that many ids. Not thread-safe.</summary>
internal sealed class RecentMessages(int size)
{
    private HashSet<string> _newer = new(size, StringComparer.Ordinal);
    private HashSet<string> _older = new(size, StringComparer.Ordinal);

    public bool Contains(string messageId) => _newer.Contains(messageId) || _older.Contains(messageId);

    public void Add(string messageId)
    {
        if (_newer.Count >= size)
        {
            (_newer, _older) = (_older, _newer);
            _newer.Clear();
        }

        _newer.Add(messageId);
    }
}
