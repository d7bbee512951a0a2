namespace FeedbackLoop.Retrieval.Index;

/// <summary>
/// Keeps about the best <c>kept</c> of a stream of candidates in twice the room: when full, the worse half is thrown away by
/// selection, which costs less for each candidate than a heap.
/// </summary>
internal ref struct Candidates(Span<Candidate> room)
{
    private readonly Span<Candidate> _room = room;

    public int Count { get; private set; }

    /// <summary>Estimates up to this need not be offered.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    public readonly ReadOnlySpan<Candidate> All => _room[..Count];

    /// <summary>Takes a candidate; true when the threshold has risen.</summary>
    public bool Add(float estimate, int list, int place)
    {
        _room[Count++] = new Candidate(estimate, list, place);
        if (Count < _room.Length)
        {
            return false;
        }
        Halve();
        return true;
    }

    /// <summary>Throws away all but the best half of the room.</summary>
    public void Halve()
    {
        int keep = _room.Length / 2;
        if (Count <= keep)
        {
            return;
        }
        // Hoare's selection: the best `keep` to the front.
        int left = 0, right = Count - 1;
        while (left < right)
        {
            float pivot = _room[(left + right) >> 1].Estimate;
            int i = left, j = right;
            while (i <= j)
            {
                while (_room[i].Estimate > pivot)
                {
                    i++;
                }
                while (_room[j].Estimate < pivot)
                {
                    j--;
                }
                if (i <= j)
                {
                    (_room[i], _room[j]) = (_room[j], _room[i]);
                    i++;
                    j--;
                }
            }
            if (keep - 1 <= j)
            {
                right = j;
            }
            else if (keep - 1 >= i)
            {
                left = i;
            }
            else
            {
                break;
            }
        }
        Count = keep;
        float least = float.PositiveInfinity;
        foreach (var candidate in _room[..keep])
        {
            least = Math.Min(least, candidate.Estimate);
        }
        Threshold = least;
    }
}
