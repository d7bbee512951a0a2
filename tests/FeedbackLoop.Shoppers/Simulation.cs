using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Shoppers.People;
using FeedbackLoop.Shoppers.Report;
using FeedbackLoop.Shoppers.Service;
using FeedbackLoop.Shoppers.Truth;

namespace FeedbackLoop.Shoppers;

/// <summary>Lets the people shop, tells what the loop does, and judges it by the truth.</summary>
public sealed class Simulation(ShopperOptions options, Installation installation)
{
    private const string BadVersion = "planted-bad";
    private readonly SearchClient _search = new(installation.Search);
    private readonly TrackingClient _tracking = new(installation.Collector, installation.WriteKey);
    private readonly LoopClient _loop = new(installation.Retraining, installation.OperatorKey);
    private readonly HiddenTaste _taste = new(options.Seed);
    private readonly ConcurrentQueue<SessionOutcome> _outcomes = new();
    private readonly ConcurrentDictionary<string, KnownItem> _items = new(StringComparer.Ordinal);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, double> _medianPrice = new(StringComparer.OrdinalIgnoreCase);
    private string? _planted;
    private int _failed;

    /// <returns>Whether the loop did what it is for.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await WaitForCatalogAsync(cancellationToken);
        var population = new Population(options, [.. _items.Values]);
        var truth = new TrueNdcg(_taste, [.. _items.Values]);
        Console.WriteLine($"{options.People} people, {options.Sessions} sessions, {_items.Count} items of {population.Types} types.\n");
        _clock.Restart();
        var log = new LoopLog(_loop, () => _outcomes.Count, () => _clock.Elapsed.TotalSeconds);
        using var shopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(log, shopping.Token);
        await Parallel.ForEachAsync(Enumerable.Range(0, options.Sessions),
            new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken },
            async (number, cancel) =>
            {
                var due = TimeSpan.FromSeconds(number / options.Rate) - _clock.Elapsed;
                if (due > TimeSpan.Zero)
                {
                    await Task.Delay(due, cancel);
                }

                await ShopAsync(number, population, truth, cancel);
            });
        await shopping.CancelAsync();
        await watching;
        await log.LookAsync(cancellationToken);
        return await ReportAsync(log, cancellationToken);
    }

    private async Task ShopAsync(int number, Population population, TrueNdcg truth, CancellationToken cancellationToken)
    {
        // Each session has its own chance, so that what one does does not depend on how many go at once.
        var random = new Random(unchecked((options.Seed * 1_000_003) + number));
        var (person, want) = (population.Somebody(random), population.Something(random));
        try
        {
            var answer = await _search.SearchAsync(want, person, cancellationToken);
            var shown = new List<KnownItem>(answer.Results.Count);
            foreach (var result in answer.Results)
            {
                shown.Add(_items.TryGetValue(result.ItemId, out var known) ? known : await LearnAsync(result, cancellationToken));
            }

            var now = DateTimeOffset.UtcNow;
            await _tracking.SendAsync(Visit.Events(person, want, answer, shown, _taste, options, random, now), now, cancellationToken);
            if (!person.Bot)
            {
                _outcomes.Enqueue(new SessionOutcome(_outcomes.Count, _clock.Elapsed.TotalSeconds, answer.Ranker.Version, answer.Ranker.Arm,
                    truth.Of(shown, want, person.Segment), truth.Ceiling(want, person.Segment)));
            }
        }
        catch (HttpRequestException failure)
        {
            // A shopper who gets no answer goes away; the count of them is part of the report.
            if (Interlocked.Increment(ref _failed) <= 3)
            {
                Console.WriteLine($"A session failed: {failure.Message}");
            }
        }
    }

    private async Task WatchAsync(LoopLog log, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await log.LookAsync(cancellationToken);
                if (options.PlantBad && _planted is null && await IsTimeToPlantAsync(log, cancellationToken))
                {
                    _planted = BadVersion + "-" + DateTimeOffset.UtcNow.ToString("HHmmss", CultureInfo.InvariantCulture);
                    await _loop.UploadAsync(new ModelUpload
                    {
                        Version = _planted,
                        Artifact = Convert.ToBase64String(BadRanker.Make(options.Seed)),
                        Note = "shoppers: the worst match on top",
                    }, cancellationToken);
                    Console.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0} s  session {_outcomes.Count,5}  planted {_planted}");
                }

                await Task.Delay(500, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>After the loop's own first promotion, when nothing else is under way, and in any case early enough to be found out.</summary>
    private async Task<bool> IsTimeToPlantAsync(LoopLog log, CancellationToken cancellationToken)
    {
        if (_outcomes.Count > options.Sessions * 0.7)
        {
            return true;
        }

        return log.Deployments is [{ Action: "promote", Watch: not "watching" }, ..]
            && (await _loop.StatusAsync(cancellationToken)).CurrentExperiment is null;
    }

    private async Task<bool> ReportAsync(LoopLog log, CancellationToken cancellationToken)
    {
        var outcomes = _outcomes.OrderBy(outcome => outcome.Number).ToList();
        Console.WriteLine();
        if (outcomes.Count == 0)
        {
            Console.WriteLine("No session came through.");
            return false;
        }

        Console.WriteLine(Chart.Draw(outcomes, log.Changes));
        Summary.WriteTable(outcomes);
        foreach (var bias in await _loop.PositionBiasAsync(cancellationToken))
        {
            var estimates = bias.Propensities.Take(8).Select((p, k) => FormattableString.Invariant($"{p:0.00} ({Math.Pow(k + 1, -options.Examination):0.00})"));
            Console.WriteLine($"Examination of {bias.Modality}, estimated (true): {string.Join("  ", estimates)}");
        }

        var tenth = Math.Max(1, outcomes.Count / 10);
        var (before, beforeHalf) = Summary.MeanOf([.. outcomes.Take(tenth).Select(o => o.Ndcg)]);
        var (after, afterHalf) = Summary.MeanOf([.. outcomes.TakeLast(tenth).Select(o => o.Ndcg)]);
        var rises = after - before > Math.Sqrt((beforeHalf * beforeHalf) + (afterHalf * afterHalf));
        var promoted = log.Deployments.Any(change => change.Action == "promote" && change.ExperimentId is not null && !change.To.StartsWith(BadVersion, StringComparison.Ordinal));
        var bad = log.Experiments.FirstOrDefault(experiment => experiment.Challenger == _planted);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nTrue NDCG@10: first tenth {before:0.000} +- {beforeHalf:0.000}, last tenth {after:0.000} +- {afterHalf:0.000}; reachable {outcomes.Average(o => o.Ceiling):0.000}."));
        var success = Say(_failed == 0, "every session was answered", $"{_failed} sessions failed");
        success &= Say(promoted, "the loop trained, tested and promoted a model by itself", "no model was promoted");
        success &= Say(rises, "true NDCG@10 rose beyond chance", "true NDCG@10 did not rise beyond chance");
        if (options.PlantBad)
        {
            success &= Say(bad?.State == "rolled-back", "the planted bad ranker was taken back", $"the planted bad ranker is {bad?.State ?? "not tested"}");
        }

        return success;
    }

    private static bool Say(bool good, string yes, string no)
    {
        Console.WriteLine(good ? $"  yes  {yes}" : $"  NO   {no}");
        return good;
    }

    private async Task WaitForCatalogAsync(CancellationToken cancellationToken)
    {
        // The services are up before the catalogue's last picture is embedded.
        while (!await _search.IsCatalogReadyAsync(cancellationToken))
        {
            await Task.Delay(1000, cancellationToken);
        }

        var items = await _search.ExploreAsync(cancellationToken);
        foreach (var type in items.Where(item => item.Price > 0).GroupBy(item => item.Type ?? "", StringComparer.OrdinalIgnoreCase))
        {
            var prices = type.Select(item => (double)item.Price!.Value).Order().ToList();
            _medianPrice[type.Key] = prices[prices.Count / 2];
        }

        foreach (var item in items)
        {
            _items[item.ItemId] = Know(item);
        }
    }

    private async Task<KnownItem> LearnAsync(SearchResult result, CancellationToken cancellationToken) =>
        _items.GetOrAdd(result.ItemId, Know(await _search.ItemAsync(result.ItemId, cancellationToken)));

    private KnownItem Know(ItemResponse item) => new()
    {
        ItemId = item.ItemId,
        Title = item.Title,
        Type = item.Type ?? "",
        Colour = item.Colour ?? "",
        Brand = item.Attributes.GetValueOrDefault("brand") ?? item.Attributes.GetValueOrDefault("material") ?? item.Title.Split(' ')[0],
        RelativePrice = item.Price > 0 && _medianPrice.TryGetValue(item.Type ?? "", out var median) ? (double)item.Price.Value / median : 1,
        ImageUrl = item.ImageUrl,
    };
}
