namespace FeedbackLoop.Retrieval.Numerics;

/// <summary>Loops over all processors, unless the calling thread was asked to work alone: beside traffic, a long calculation on all of them would make every
/// search wait for its turn.</summary>
internal static class Cores
{
    [ThreadStatic]
    private static bool _alone;

    /// <summary>Runs on the calling thread only, with every loop inside.</summary>
    public static T Alone<T>(Func<T> work)
    {
        bool before = _alone;
        _alone = true;
        try
        {
            return work();
        }
        finally
        {
            _alone = before;
        }
    }

    /// <summary>As <see cref="Parallel.For(int, int, Action{int})"/>.</summary>
    public static void For(int from, int to, Action<int> body)
    {
        if (!_alone)
        {
            Parallel.For(from, to, body);
            return;
        }
        for (int i = from; i < to; i++)
        {
            body(i);
        }
    }
}
