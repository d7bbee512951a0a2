namespace FeedbackLoop.Retrieval.Index;

/// <summary>Keeps the best k of a stream of hits in the caller's memory: a binary heap with the worst on top.</summary>
internal ref struct TopHits(Span<Hit> heap)
{
    private readonly Span<Hit> _heap = heap;

    public int Count { get; private set; }

    /// <summary>What a score must exceed to be kept.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    public void Add(int id, float score)
    {
        if (Count < _heap.Length)
        {
            int at = Count++;
            while (at > 0 && _heap[(at - 1) / 2].Score > score)
            {
                _heap[at] = _heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            _heap[at] = new Hit(id, score);
            if (Count == _heap.Length)
            {
                Threshold = _heap[0].Score;
            }
            return;
        }
        if (score <= Threshold)
        {
            return;
        }
        int hole = 0;
        while (true)
        {
            int child = 2 * hole + 1;
            if (child >= Count)
            {
                break;
            }
            if (child + 1 < Count && _heap[child + 1].Score < _heap[child].Score)
            {
                child++;
            }
            if (_heap[child].Score >= score)
            {
                break;
            }
            _heap[hole] = _heap[child];
            hole = child;
        }
        _heap[hole] = new Hit(id, score);
        Threshold = _heap[0].Score;
    }

    /// <summary>Adds unless the id is there already: a vector replaced during the search may be met at both places.</summary>
    public void AddOnce(int id, float score)
    {
        foreach (var hit in _heap[..Count])
        {
            if (hit.Id == id)
            {
                return;
            }
        }
        Add(id, score);
    }

    /// <summary>Turns the scores of a lifted Euclidean search into negative squared distances.</summary>
    public readonly void ToSquaredDistances(float queryNorm)
    {
        foreach (ref var hit in _heap[..Count])
        {
            hit = hit with { Score = 2 * hit.Score - queryNorm * queryNorm };
        }
    }

    /// <summary>Puts the best first; equal scores by id, so that results do not depend on storage order.</summary>
    public readonly void Sort() => _heap[..Count].Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Id.CompareTo(b.Id));
}
