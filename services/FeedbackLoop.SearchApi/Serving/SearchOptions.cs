using System.ComponentModel.DataAnnotations;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>Configuration section "Search".</summary>
public sealed class SearchOptions
{
    public const string Section = "Search";

    /// <summary>How often catalogue, models and position bias are looked at for changes.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Candidates that each of the retrievers gives.</summary>
    [Range(10, 1000)]
    public int Candidates { get; init; } = 120;

    /// <summary>Probability that two shown positions are exchanged, so that position bias can be learned.</summary>
    [Range(0, 1)]
    public double SwapProbability { get; init; } = 0.05;

    /// <summary>Without an estimate the examination probability of position p is taken as 1 / p to the power of this.</summary>
    [Range(0, 3)]
    public double PriorPositionBias { get; init; } = 0.7;

    /// <summary>An answer waits this long for its SearchServed to be durable; then it goes out, and the event follows.</summary>
    public TimeSpan LogWait { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Searches that may wait for the event log while it is away; beyond it they are counted and dropped.</summary>
    [Range(1, 1_000_000)]
    public int LogQueue { get; init; } = 20_000;

    /// <summary>Longest time that is spent on rehearsing searches before the service says that it is healthy; zero: none.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>With more vectors than this the exact scan gives way to inverted lists, built beside the traffic.</summary>
    [Range(1_000, int.MaxValue)]
    public int OptimiseAbove { get; init; } = 20_000;

    /// <summary>Adds the Server-Timing header (W3C) with the stages of each search.</summary>
    public bool ServerTiming { get; init; }

    /// <summary>Largest zip that may be sent to the catalogue import, in bytes.</summary>
    [Range(1, int.MaxValue)]
    public int MaxArchiveBytes { get; init; } = 512 * 1024 * 1024;
}
