using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Data.Events;

namespace FeedbackLoop.EventCollector.Status;

/// <summary>What was taken in. Counted in memory, on top of what the log held when this process started (see <see cref="StoredCounts"/>).</summary>
internal sealed class CollectorCounters
{
    /// <summary>Event names are the sender's: beyond this many different ones the rest is counted together.</summary>
    private const int Names = 500;
    private const string OtherNames = "(other)";

    private static readonly Meter Meter = new("FeedbackLoop.EventCollector");
    private static readonly Counter<long> AcceptedMetric = Meter.CreateCounter<long>("feedbackloop.events.accepted", "{event}", "Events kept in the log");
    private static readonly Counter<long> DuplicateMetric = Meter.CreateCounter<long>("feedbackloop.events.duplicate", "{event}", "Events the log held already");
    private static readonly Counter<long> RefusedMetric = Meter.CreateCounter<long>("feedbackloop.events.refused", "{event}", "Events that broke a rule");

    private readonly ConcurrentDictionary<string, StrongCounter> _byName = new(StringComparer.Ordinal);
    private long _accepted;
    private long _duplicates;
    private long _refused;
    private long _lastEventTicks;

    /// <param name="events">The events of one request.</param>
    /// <param name="added">How many of them were new. The log does not say which; the names of a request with repeats are not counted apart.</param>
    /// <param name="receivedAt">When they came.</param>
    public void CountAccepted(List<NewEvent> events, int added, DateTimeOffset receivedAt)
    {
        if (added > 0)
        {
            Interlocked.Add(ref _accepted, added);
            AcceptedMetric.Add(added);
            foreach (var newEvent in added == events.Count ? events : [])
            {
                Count(newEvent.Name, 1);
            }

            Volatile.Write(ref _lastEventTicks, receivedAt.UtcTicks);
        }

        if (added < events.Count)
        {
            Interlocked.Add(ref _duplicates, events.Count - added);
            DuplicateMetric.Add(events.Count - added);
        }
    }

    public void CountRefused(int count)
    {
        if (count > 0)
        {
            Interlocked.Add(ref _refused, count);
            RefusedMetric.Add(count);
        }
    }

    /// <summary>Adds what was stored before this process started.</summary>
    public void AddStored(IReadOnlyDictionary<string, long> acceptedByName, long refused, DateTimeOffset? lastEventAt)
    {
        foreach (var (name, count) in acceptedByName)
        {
            Interlocked.Add(ref _accepted, count);
            Count(name, count);
        }

        Interlocked.Add(ref _refused, refused);
        Interlocked.CompareExchange(ref _lastEventTicks, lastEventAt?.UtcTicks ?? 0, 0);
    }

    public CollectorStatus Read() => new()
    {
        Accepted = Interlocked.Read(ref _accepted),
        Duplicates = Interlocked.Read(ref _duplicates),
        Refused = Interlocked.Read(ref _refused),
        LastEventAt = Volatile.Read(ref _lastEventTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
        AcceptedByName = _byName.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => Interlocked.Read(ref pair.Value.Value)),
    };

    private void Count(string name, long count)
    {
        if (!_byName.TryGetValue(name, out var counter))
        {
            counter = _byName.GetOrAdd(_byName.Count < Names ? name : OtherNames, _ => new());
        }

        Interlocked.Add(ref counter.Value, count);
    }

    private sealed class StrongCounter
    {
        public long Value;
    }
}
