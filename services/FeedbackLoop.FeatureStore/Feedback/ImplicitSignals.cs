namespace FeedbackLoop.FeatureStore.Feedback;

/// <summary>What the silence says: skips, pogo-sticks, abandonment and the grade of each shown result, derived from a whole search.
/// Skip above a click: Joachims et al., "Accurately interpreting clickthrough data as implicit feedback", SIGIR 2005.</summary>
public sealed record ImplicitSignals(bool[] Seen, int[] DwellMs, bool[] Skipped, bool[] Pogo, float[] Grade, bool Abandoned)
{
    public static ImplicitSignals Of(SearchState search, TimeSpan pogoUnder)
    {
        var n = search.Count;
        var lastClick = Array.FindLastIndex(search.ClickAt, c => c is not null);

        // Who clicks at position k has looked at what stands above it, also where the client reports no impressions.
        var seen = new bool[n];
        for (var i = 0; i < n; i++)
        {
            seen[i] = search.Seen[i] || i <= lastClick;
        }

        var dwell = DwellWithReturns(search);
        var skipped = new bool[n];
        var pogo = new bool[n];
        var grade = new float[n];
        for (var i = 0; i < n; i++)
        {
            var clicked = search.ClickAt[i] is not null;
            skipped[i] = seen[i] && !clicked && i < lastClick;
            pogo[i] = clicked && dwell[i] != SearchState.UnknownDwell && dwell[i] < pogoUnder.TotalMilliseconds
                && !search.Added[i] && !search.Ordered[i];
            grade[i] = GradeOf(search, i, clicked, pogo[i], dwell[i]);
        }

        var touched = lastClick >= 0 || search.Added.Contains(true) || search.Ordered.Contains(true) || search.Rating.Any(r => !float.IsNaN(r));
        return new ImplicitSignals(seen, dwell, skipped, pogo, grade, n > 0 && !touched);
    }

    /// <summary>A click whose dwell nobody reported lasted at most until the next click on the same results.</summary>
    private static int[] DwellWithReturns(SearchState search)
    {
        var dwell = (int[])search.DwellMs.Clone();
        for (var i = 0; i < dwell.Length; i++)
        {
            if (dwell[i] != SearchState.UnknownDwell || search.ClickAt[i] is not { } clicked)
            {
                continue;
            }

            var next = search.ClickAt.Where(c => c > clicked).Min();
            if (next is { } at)
            {
                dwell[i] = (int)Math.Min((at - clicked).TotalMilliseconds, 30 * 60 * 1000);
            }
        }

        return dwell;
    }

    /// <summary>0 nothing or disliked, 1 clicked, 2 stayed 10 s or longer, 3 stayed 30 s, put into the basket or liked, 4 bought or loved.</summary>
    private static float GradeOf(SearchState search, int i, bool clicked, bool pogo, int dwellMs)
    {
        if (search.Ordered[i])
        {
            return 4;
        }

        if (!float.IsNaN(search.Rating[i]))
        {
            return search.Rating[i] switch { >= 0.99f => 4, >= 0.5f => 3, >= 0 => 1, _ => 0 };
        }

        return search.Added[i] ? 3 : !clicked || pogo ? 0 : dwellMs switch { >= 30_000 => 3, >= 10_000 => 2, _ => 1 };
    }
}
