namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Orders documents by score, highest first; equal scores keep the lower index first.</summary>
internal static class ScoreOrder
{
    /// <summary>Re-sorts <paramref name="order"/>, which holds an earlier order of the same documents. From one tree to the next little changes, so an
    /// insertion sort is tried first and given up when it moves too much.</summary>
    public static void Sort(ReadOnlySpan<float> scores, Span<int> order, long[] keyBuffer)
    {
        Span<long> keys = keyBuffer.AsSpan(0, order.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = Key(scores[order[i]], order[i]);
        }
        int moves = 0, budget = (16 * keys.Length) + 64, sorted = 1;
        for (; sorted < keys.Length && moves < budget; sorted++)
        {
            long key = keys[sorted];
            int at = sorted;
            for (; at > 0 && keys[at - 1] > key; at--)
            {
                keys[at] = keys[at - 1];
            }
            keys[at] = key;
            moves += sorted - at;
        }
        if (sorted < keys.Length)
        {
            keys.Sort();
        }
        for (int i = 0; i < keys.Length; i++)
        {
            order[i] = (int)(uint)keys[i];
        }
    }

    /// <summary>A number that rises as the score falls, then as the index rises.</summary>
    private static long Key(float score, int index)
    {
        int bits = BitConverter.SingleToInt32Bits(score == 0 ? 0 : score);
        int ascending = bits ^ ((bits >> 31) & int.MaxValue);
        return ((long)~ascending << 32) | (uint)index;
    }
}
