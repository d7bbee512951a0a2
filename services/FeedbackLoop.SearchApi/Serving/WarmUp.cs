using System.Diagnostics;
using System.Text.Json;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Ranking;
using FeedbackLoop.SearchApi.Vectors;
using Npgsql;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>
/// Rehearses before the service says that it is healthy: searches for what the catalogue itself names, by the way that real searches take, so that the first
/// people do not wait for code that is compiled on first use. Nobody asked and nobody is shown anything, so nothing is logged or counted.
/// </summary>
public sealed class WarmUp(
    SearchEngine engine, CatalogFollower catalog, CatalogReader reader, RankerFollower rankers, EmbedderFollower embedders, SearchOptions options,
    TimeProvider time, ILogger<WarmUp> logger) : BackgroundService
{
    private const int MostSearches = 400;
    private const int Pictures = 4;
    private volatile bool _isDone;

    /// <summary>The service may say that it is healthy.</summary>
    public bool IsDone => _isDone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(catalog.Ready, rankers.Ready).WaitAsync(stoppingToken);
            if (options.WarmUp > TimeSpan.Zero)
            {
                await RehearseAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidSearchException or SearchUnavailableException)
        {
            logger.LogWarning(exception, "The rehearsal was broken off; the first searches will be slower");
        }

        _isDone = true;
    }

    private async Task RehearseAsync(CancellationToken stoppingToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(options.WarmUp, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        var searches = 0;
        try
        {
            await embedders.Ready.WaitAsync(either.Token);
            var inputs = await InputsAsync(either.Token);
            await Parallel.ForEachAsync(inputs, new ParallelOptions { CancellationToken = either.Token, MaxDegreeOfParallelism = 2 * Environment.ProcessorCount },
                async (input, cancellationToken) =>
                {
                    JsonSerializer.SerializeToUtf8Bytes(await engine.RehearseAsync(input, cancellationToken), SearchJson.Default.SearchResponse);
                    Interlocked.Increment(ref searches);
                });
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The time is up: better a slow search than a service that is not there.
        }

        logger.LogInformation("Rehearsed {Searches} searches in {Milliseconds:F0} ms", searches, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Types, colours with types, beginnings of titles, some mistyped; a few pictures. Spread over the catalogue, the same at each start.</summary>
    private async Task<List<SearchInput>> InputsAsync(CancellationToken cancellationToken)
    {
        var items = catalog.Current.Items;
        var inputs = new List<SearchInput>();
        var step = Math.Max(1, items.Length / MostSearches);
        for (var i = 0; i < items.Length && inputs.Count < MostSearches; i += step)
        {
            var item = items[i];
            if (item.Deleted)
            {
                continue;
            }

            var text = (inputs.Count % 4) switch
            {
                0 => item.Type ?? item.Title,
                1 => $"{item.Colour} {item.Type}",
                2 => string.Join(' ', item.Title.Split(' ').Take(3)),
                _ => item.Title.Length > 4 ? item.Title[..2] + item.Title[3..] : item.Title,
            };
            if (!string.IsNullOrWhiteSpace(text))
            {
                inputs.Add(Input(Modality.Text) with { Text = text });
            }
        }

        foreach (var item in items.Where(item => item.HasImage && !item.Deleted).Take(embedders.Current is null ? 0 : Pictures))
        {
            if (await reader.ImageAsync(item.ItemId, null, cancellationToken) is { Bytes: { } bytes })
            {
                inputs.Insert(0, Input(Modality.Image) with { Image = bytes });
            }
        }

        return inputs;
    }

    private static SearchInput Input(string modality) => new() { Modality = modality, Take = 24, Cohort = "all" };
}
