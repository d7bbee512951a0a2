namespace FeedbackLoop.SearchApi.Serving;

/// <summary>Orders by score, highest first, equal scores by the lower index: the same input gives the same order everywhere.</summary>
public static class TopItems
{
    /// <summary>The indices 0 to n-1 of <paramref name="scores"/>, best first. NaN comes last.</summary>
    public static int[] Order(ReadOnlySpan<float> scores)
    {
        Span<ulong> keys = scores.Length <= 1024 ? stackalloc ulong[scores.Length] : new ulong[scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            keys[i] = (ulong)~Sortable(scores[i]) << 32 | (uint)i;
        }

        keys.Sort();
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = (int)(uint)keys[i];
        }

        return order;
    }

    /// <summary>Unsigned integers in the order of the floats: sign bit flipped for positive, all bits for negative numbers.</summary>
    public static uint Sortable(float score)
    {
        if (float.IsNaN(score))
        {
            return 0;
        }

        var bits = BitConverter.SingleToUInt32Bits(score);
        return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
    }
}
