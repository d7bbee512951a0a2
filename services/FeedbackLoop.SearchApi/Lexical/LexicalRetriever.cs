using FeedbackLoop.Retrieval.Index;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Lexical;

/// <summary>Picks the best lexical matches among the items that pass the filters.</summary>
public static class LexicalRetriever
{
    /// <summary>Fills <paramref name="top"/> with ordinals, best first; equal scores by lower ordinal.</summary>
    /// <returns>How many were found.</returns>
    public static int Top(LexicalMatch match, SlotBitmap passing, Span<int> top, Span<float> scores)
    {
        // A bounded min-heap of (score, reversed ordinal) packed into one number each: its root is the one to beat.
        Span<ulong> heap = stackalloc ulong[top.Length];
        var count = 0;
        foreach (var item in match.Matched)
        {
            if (!passing.Contains(item))
            {
                continue;
            }

            var key = (ulong)TopItems.Sortable(match.Score(item)) << 32 | (uint)~item;
            if (count < heap.Length)
            {
                heap[count++] = key;
                Up(heap, count - 1);
            }
            else if (key > heap[0])
            {
                heap[0] = key;
                Down(heap, count);
            }
        }

        heap = heap[..count];
        heap.Sort();
        for (var i = 0; i < count; i++)
        {
            top[i] = ~(int)(uint)heap[count - 1 - i];
            scores[i] = match.Score(top[i]);
        }

        return count;
    }

    private static void Up(Span<ulong> heap, int i)
    {
        while (i > 0 && heap[(i - 1) / 2] > heap[i])
        {
            (heap[(i - 1) / 2], heap[i]) = (heap[i], heap[(i - 1) / 2]);
            i = (i - 1) / 2;
        }
    }

    private static void Down(Span<ulong> heap, int count)
    {
        for (var i = 0; ;)
        {
            var least = 2 * i + 1;
            if (least >= count)
            {
                return;
            }

            if (least + 1 < count && heap[least + 1] < heap[least])
            {
                least++;
            }

            if (heap[i] <= heap[least])
            {
                return;
            }

            (heap[i], heap[least]) = (heap[least], heap[i]);
            i = least;
        }
    }
}
