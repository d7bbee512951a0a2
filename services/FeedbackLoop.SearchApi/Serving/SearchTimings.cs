using System.Diagnostics;
using System.Globalization;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>How long each stage of one search took.</summary>
public sealed class SearchTimings
{
    /// <summary>Names of the stages in order.</summary>
    public static readonly string[] Stages = ["parse", "embed", "lexical", "vector", "features", "rank", "log"];

    public const int Parse = 0;
    public const int Embed = 1;
    public const int Lexical = 2;
    public const int Vector = 3;
    public const int Features = 4;
    public const int Rank = 5;
    public const int Log = 6;

    private readonly long[] _ticks = new long[Stages.Length];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Timestamp of the begin.</summary>
    public long Started { get; } = Stopwatch.GetTimestamp();

    /// <summary>Books the time since the last call on a stage.</summary>
    public void End(int stage)
    {
        var now = Stopwatch.GetTimestamp();
        _ticks[stage] += now - _last;
        _last = now;
    }

    public double Seconds(int stage) => (double)_ticks[stage] / Stopwatch.Frequency;

    public double TotalMilliseconds => Stopwatch.GetElapsedTime(Started).TotalMilliseconds;

    /// <summary>The value of a Server-Timing header (W3C): milliseconds per stage.</summary>
    public string ToServerTiming()
    {
        var parts = new string[Stages.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = string.Create(CultureInfo.InvariantCulture, $"{Stages[i]};dur={Seconds(i) * 1000:0.###}");
        }

        return string.Join(", ", parts);
    }
}
