using System.CommandLine;
using System.Diagnostics;
using System.Net;

namespace FeedbackLoop.Bench.Collector;

/// <summary>Loads a running collector and says how many events it made durable. Every request waits for its answer before the next one leaves on the same
/// connection, as SDKs do: no pipelining.</summary>
internal static class EventsCommand
{
    public static Command Create()
    {
        var url = new Option<Uri>("--url")
        {
            Description = "Where the collector listens",
            Required = true,
            CustomParser = argument => new Uri(argument.Tokens[0].Value),
        };
        var writeKey = new Option<string>("--write-key") { Description = "The write key", Required = true };
        var connections = new Option<int>("--connections") { Description = "Connections, each with one request under way", DefaultValueFactory = _ => 512 };
        var threads = new Option<int>("--threads") { Description = "Threads that share the connections", DefaultValueFactory = _ => 1 };
        var seconds = new Option<double>("--seconds") { Description = "How long to measure, after two seconds of warming up", DefaultValueFactory = _ => 10 };
        var batch = new Option<int>("--batch") { Description = "Events in a request; 1: /v1/track, more: /v1/batch", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "Seed of people and searches; message ids are new in every run", DefaultValueFactory = _ => 1 };
        var command = new Command("events", "Throughput and latency of the collector") { url, writeKey, connections, threads, seconds, batch, seed };
        command.SetAction(result => Run(
            result.GetValue(url)!, result.GetValue(writeKey)!, result.GetValue(connections), result.GetValue(threads),
            result.GetValue(seconds), result.GetValue(batch), result.GetValue(seed)));
        return command;
    }

    private static int Run(Uri url, string writeKey, int connections, int threads, double seconds, int batch, int seed)
    {
        var address = Dns.GetHostAddresses(url.Host).OrderBy(a => a.AddressFamily).First();
        var load = Enumerable.Range(0, threads)
            .Select(t => new EventLoad(new IPEndPoint(address, url.Port), writeKey, connections / threads, batch, seed + t))
            .ToArray();
        var from = Stopwatch.GetTimestamp() + 2 * Stopwatch.Frequency;
        var to = from + (long)(seconds * Stopwatch.Frequency);
        var running = load.Select(one => new Thread(() => one.Run(from, to))).ToArray();
        Array.ForEach(running, thread => thread.Start());
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        Array.ForEach(running, thread => thread.Join());

        var latencies = load.SelectMany(one => one.Latencies).Order().ToArray();
        var failures = load.SelectMany(one => one.Failures).GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.Sum(f => f.Value));
        BenchResult.Print(new
        {
            measure = "events",
            batch,
            connections,
            threads,
            seconds,
            seed,
            requestsPerSecond = Math.Round(latencies.Length / seconds),
            eventsPerSecond = Math.Round(latencies.Length * (double)batch / seconds),
            p50Ms = Percentile(latencies, 0.5),
            p99Ms = Percentile(latencies, 0.99),
            failures,
            ownCpuSeconds = Math.Round((Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds, 2),
        });
        return failures.Count == 0 && latencies.Length > 0 ? 0 : 1;
    }

    private static double Percentile(long[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : Math.Round(sorted[(int)((sorted.Length - 1) * share)] * 1000.0 / Stopwatch.Frequency, 2);
}
