using FeedbackLoop.Learning.Clicks;

namespace FeedbackLoop.Bench.Learning;

/// <summary>What the simulated sessions left behind: counts per document and position, and the sessions with a click, equal ones counted together.</summary>
internal sealed class ClickLog(int documents)
{
    private readonly Dictionary<string, (int[] Shown, ulong Clicks, int Count)> patterns = [];

    public ClickTable Table { get; } = new(documents, ClickWorld.Positions);

    public IEnumerable<(int[] Shown, ulong Clicks, int Count)> Patterns => patterns.Values;

    public void Add(IReadOnlyList<int> shown, bool[] clicks)
    {
        ulong bits = 0;
        for (int k = 0; k < shown.Count; k++)
        {
            Table.Add(shown[k], k + 1, clicks[k]);
            bits |= clicks[k] ? 1UL << k : 0;
        }
        if (bits != 0)
        {
            string key = $"{bits}/{string.Join(',', shown)}";
            patterns[key] = patterns.TryGetValue(key, out var seen) ? seen with { Count = seen.Count + 1 } : ([.. shown], bits, 1);
        }
    }
}
