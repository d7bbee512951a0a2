using System.CommandLine;
using System.Diagnostics;
using System.Net;

namespace FeedbackLoop.Bench.Search;

/// <summary>Loads a running search API, with searches without pause or at a given rate, and says how long they took, as a whole and by stage.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var url = new Option<Uri>("--url")
        {
            Description = "Where the search API listens; it tells its stages when started with Search:ServerTiming",
            Required = true,
            CustomParser = argument => new Uri(argument.Tokens[0].Value),
        };
        var catalog = new Option<DirectoryInfo>("--catalog-queries") { Description = "Folder of the catalogue (products.csv) of which queries are made", Required = true };
        var connections = new Option<int>("--connections") { Description = "Searches at once, each on its own connection", DefaultValueFactory = _ => 20 };
        var rate = new Option<double>("--rate")
        {
            Description = "Searches a second that leave by the clock, whether or not the last ones were answered; 0: each connection without pause",
        };
        var seconds = new Option<double>("--seconds") { Description = "How long to measure", DefaultValueFactory = _ => 10 };
        var warmUp = new Option<double>("--warm-up") { Description = "Seconds of load before; 0 to see what the first people see", DefaultValueFactory = _ => 3 };
        var queries = new Option<int>("--queries") { Description = "Queries that are drawn", DefaultValueFactory = _ => 5000 };
        var take = new Option<int>("--take") { Description = "Results of each search", DefaultValueFactory = _ => 24 };
        var seed = new Option<int>("--seed") { Description = "Seed of the queries", DefaultValueFactory = _ => 1 };
        var retraining = new Option<Uri?>("--swap-rankers")
        {
            Description = "Where Retraining listens: two rankers are uploaded there and made the champion in turn, every two seconds",
            CustomParser = argument => new Uri(argument.Tokens[0].Value),
        };
        var key = new Option<string>("--operator-key") { Description = "For --swap-rankers", DefaultValueFactory = _ => "" };
        var command = new Command("search", "Latency of text searches, end to end and by stage") { url, catalog, connections, rate, seconds, warmUp, queries, take, seed, retraining, key };
        command.SetAction(result => Run(
            result.GetValue(url)!, result.GetValue(catalog)!.FullName, result.GetValue(connections), result.GetValue(rate), result.GetValue(seconds), result.GetValue(warmUp),
            result.GetValue(queries), result.GetValue(take), result.GetValue(seed),
            result.GetValue(retraining) is { } at ? new RankerSwaps(at, result.GetValue(key)!) : null));
        return command;
    }

    private static int Run(Uri url, string catalog, int connections, double rate, double seconds, double warmUp, int count, int take, int seed, RankerSwaps? swaps)
    {
        var address = new IPEndPoint(Dns.GetHostAddresses(url.Host).OrderBy(a => a.AddressFamily).First(), url.Port);
        string[] requests = [.. QueryLog.Draw(catalog, count, seed).Select((query, i) =>
            $"GET /api/search?q={Uri.EscapeDataString(query)}&take={take}&anonymousId=bench-{i % 1000} HTTP/1.1\r\nHost: {url.Authority}\r\n\r\n")];
        var load = Enumerable.Range(0, connections).Select(c => new SearchLoad(address, requests, c * requests.Length / connections)).ToArray();
        var from = Stopwatch.GetTimestamp() + (long)(warmUp * Stopwatch.Frequency);
        var to = from + (long)(seconds * Stopwatch.Frequency);
        var begin = Stopwatch.GetTimestamp();
        var running = load.Select((one, c) => new Thread(() => one.Run(from, to,
            rate > 0 ? n => begin + (long)(((double)n * connections + c) / rate * Stopwatch.Frequency) : null))).ToArray();
        using var over = new CancellationTokenSource();
        var swapping = swaps?.RunAsync(over.Token) ?? Task.CompletedTask;
        Array.ForEach(running, thread => thread.Start());
        Array.ForEach(running, thread => thread.Join());
        over.Cancel();
        swapping.GetAwaiter().GetResult();

        var latencies = load.SelectMany(one => one.Latencies).Order().ToArray();
        BenchResult.Print(new
        {
            measure = "search",
            connections,
            rate = rate > 0 ? rate : (double?)null,
            take,
            queries = requests.Length,
            seconds,
            warmUpSeconds = warmUp,
            seed,
            searchesPerSecond = Math.Round(latencies.Length / seconds),
            rankerSwaps = swaps?.Count,
            failures = load.Sum(one => one.Failures),
            total = Percentiles(latencies),
            stages = load.SelectMany(one => one.Stages).GroupBy(s => s.Key)
                .ToDictionary(g => g.Key, g => Percentiles([.. g.SelectMany(s => s.Value).Order()])),
        });
        return load.Sum(one => one.Failures) == 0 && latencies.Length > 0 ? 0 : 1;
    }

    private static object Percentiles(double[] sorted) => new { p50Ms = At(sorted, 0.5), p95Ms = At(sorted, 0.95), p99Ms = At(sorted, 0.99), maxMs = At(sorted, 1) };

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))], 3);
}
