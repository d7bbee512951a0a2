using System.CommandLine;
using FeedbackLoop.Shoppers.Service;

namespace FeedbackLoop.Shoppers;

/// <summary>The command line.</summary>
internal static class ShoppersCommand
{
    public static RootCommand Create()
    {
        Option<int> sessions = new("--sessions") { Description = "Search sessions in all.", DefaultValueFactory = _ => 3000 };
        Option<int?> people = new("--people") { Description = "Different people (default: two for every three sessions)." };
        Option<int> seed = new("--seed") { Description = "Seed of the people and their taste.", DefaultValueFactory = _ => 1 };
        Option<int> concurrency = new("--concurrency") { Description = "Sessions at the same time.", DefaultValueFactory = _ => 8 };
        Option<double> rate = new("--rate") { Description = "Sessions that begin per second.", DefaultValueFactory = _ => 12 };
        Option<double> examination = new("--examination") { Description = "Position k is looked at with a chance of 1 / k to the power of this.", DefaultValueFactory = _ => 0.8 };
        Option<double> noise = new("--noise") { Description = "Chance to click what is worth nothing.", DefaultValueFactory = _ => 0.03 };
        Option<double> pictures = new("--pictures") { Description = "Share of sessions that search by picture.", DefaultValueFactory = _ => 0.05 };
        Option<double> bots = new("--bots") { Description = "Share of people who are bots.", DefaultValueFactory = _ => 0.01 };
        Option<bool> plantBad = new("--plant-bad") { Description = "Plant a ranker that puts the worst on top, and see that it is taken back." };
        Option<Uri?> searchUrl = new("--search-url") { Description = "A running SearchApi; without it a running AppHost is found, or one is started with temporary data and compressed time." };
        Option<Uri?> collectorUrl = new("--collector-url") { Description = "A running EventCollector." };
        Option<Uri?> retrainingUrl = new("--retraining-url") { Description = "A running Retraining." };
        Option<string?> writeKey = new("--write-key") { Description = "Key of those who send events." };
        Option<string?> operatorKey = new("--operator-key") { Description = "Key of operators; needed to plant." };
        Option<string?> catalog = new("--catalog") { Description = "Catalogue folder for the AppHost that is started." };
        Option<bool> fresh = new("--fresh") { Description = "Start an AppHost of its own even if one is running." };
        Option<bool> keep = new("--keep") { Description = "Keep the data and logs of the AppHost that is started, and say where." };
        var root = new RootCommand("Simulated people with a hidden, known taste who use the running system over HTTP, and the loop's true gain.")
        {
            sessions, people, seed, concurrency, rate, examination, noise, pictures, bots, plantBad, searchUrl, collectorUrl, retrainingUrl, writeKey,
            operatorKey, catalog, fresh, keep,
        };
        root.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ShopperOptions
            {
                Sessions = parsed.GetValue(sessions),
                People = parsed.GetValue(people) ?? Math.Max(1, parsed.GetValue(sessions) * 2 / 3),
                Seed = parsed.GetValue(seed),
                Concurrency = Math.Max(1, parsed.GetValue(concurrency)),
                Rate = parsed.GetValue(rate),
                Examination = parsed.GetValue(examination),
                Noise = parsed.GetValue(noise),
                Pictures = parsed.GetValue(pictures),
                Bots = parsed.GetValue(bots),
                PlantBad = parsed.GetValue(plantBad),
                SearchUrl = parsed.GetValue(searchUrl),
                CollectorUrl = parsed.GetValue(collectorUrl),
                RetrainingUrl = parsed.GetValue(retrainingUrl),
                WriteKey = parsed.GetValue(writeKey),
                OperatorKey = parsed.GetValue(operatorKey),
                Catalog = parsed.GetValue(catalog),
            };
            try
            {
                await using var installation = await Installation.FindOrStartAsync(options, parsed.GetValue(fresh), parsed.GetValue(keep), cancellationToken);
                return await new Simulation(options, installation).RunAsync(cancellationToken) ? 0 : 1;
            }
            catch (Exception failure) when (failure is InstallationException or HttpRequestException)
            {
                await Console.Error.WriteLineAsync(failure.Message);
                return 2;
            }
        });
        return root;
    }
}
