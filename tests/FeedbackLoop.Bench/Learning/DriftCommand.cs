using System.CommandLine;
using FeedbackLoop.Learning.Drift;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>drift</c>: false alarms where nothing moves, and how long a shift stays unnoticed.</summary>
public static class DriftCommand
{
    private const int Features = 20;

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 200, Description = "Simulated histories." };
        var windows = new Option<int>("--windows") { DefaultValueFactory = _ => 30, Description = "Windows per history; the shift comes in the middle." };
        var size = new Option<int>("--size") { DefaultValueFactory = _ => 1000, Description = "Observations per window." };
        var shift = new Option<double>("--shift") { DefaultValueFactory = _ => 0.25, Description = "Shift of one of the features, in standard deviations." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed." };
        var command = new Command("drift", "False alarms per history without a shift, share found, delay, and whether the shifted feature is named first; stream detectors in observations.") { runs, windows, size, shift, seed };
        command.SetAction(parse => Run(parse.GetValue(runs), parse.GetValue(windows), parse.GetValue(size), parse.GetValue(shift), parse.GetValue(seed)));
        return command;
    }

    private static void Run(int runs, int windows, int size, double shift, int seed)
    {
        int falseAlarms = 0, found = 0, named = 0, foundByFixedLimit = 0, pageFalse = 0, pageFound = 0, adwinFalse = 0, adwinFound = 0;
        double delay = 0, pageDelay = 0, adwinDelay = 0;
        Parallel.For(0, runs, run =>
        {
            var random = new Random((seed * 1_000_003) + run);
            var monitor = new DriftMonitor();
            for (int f = 0; f < Features; f++)
            {
                monitor.SetReference($"f{f}", Sample(random, size * 5, 0));
            }
            int moved = random.Next(Features), firstFound = -1;
            bool early = false, right = false, naive = false;
            for (int w = 0; w < windows; w++)
            {
                bool after = w >= windows / 2;
                var report = monitor.Observe(Enumerable.Range(0, Features).ToDictionary(f => $"f{f}", f => Sample(random, size, after && f == moved ? shift : 0)));
                early |= report.Alarm && !after;
                naive |= after && report.Findings.Any(f => f.Index > 0.1);
                if (report.Alarm && after && firstFound < 0)
                {
                    firstFound = w - (windows / 2) + 1;
                    right = report.Findings[0].Name == $"f{moved}";
                }
            }
            (bool pageEarly, int pageAt) = Stream(random, shift, new PageHinkley(shift / 2, 12 / shift).Add);
            var adwin = new Adwin();
            (bool adwinEarly, int adwinAt) = Stream(random, shift, x => adwin.Add(1 / (1 + Math.Exp(-x))) ? 1 : 0);
            lock (typeof(DriftCommand))
            {
                falseAlarms += early ? 1 : 0;
                foundByFixedLimit += naive ? 1 : 0;
                found += firstFound > 0 ? 1 : 0;
                delay += Math.Max(0, firstFound);
                named += right ? 1 : 0;
                pageFalse += pageEarly ? 1 : 0;
                pageFound += pageAt >= 0 ? 1 : 0;
                pageDelay += Math.Max(0, pageAt);
                adwinFalse += adwinEarly ? 1 : 0;
                adwinFound += adwinAt >= 0 ? 1 : 0;
                adwinDelay += Math.Max(0, adwinAt);
            }
        });
        BenchResult.Print(new
        {
            Bench = "drift", Runs = runs, Windows = windows, Size = size, Shift = shift, Features,
            FalseAlarmShare = Share(falseAlarms, runs), FoundByFixedLimit = Share(foundByFixedLimit, runs), Found = Share(found, runs), DelayWindows = Math.Round(delay / Math.Max(1, found), 2), NamedFirst = Share(named, Math.Max(1, found)),
            PageHinkley = new { FalseAlarmShare = Share(pageFalse, runs), Found = Share(pageFound, runs), DelayObservations = Math.Round(pageDelay / Math.Max(1, pageFound)) },
            Adwin = new { FalseAlarmShare = Share(adwinFalse, runs), Found = Share(adwinFound, runs), DelayObservations = Math.Round(adwinDelay / Math.Max(1, adwinFound)) },
            Seed = seed,
        });
    }

    /// <summary>5,000 observations without and 5,000 with the shift.</summary>
    private static (bool Early, int At) Stream(Random random, double shift, Func<double, int> detector)
    {
        bool early = false;
        for (int i = 0; i < 10_000; i++)
        {
            bool alarm = detector(Gauss(random) + (i < 5000 ? 0 : shift)) != 0;
            early |= alarm && i < 5000;
            if (alarm && i >= 5000)
            {
                return (early, i - 5000);
            }
        }
        return (early, -1);
    }

    private static double Share(int count, int of) => Math.Round((double)count / of, 4);

    private static float[] Sample(Random random, int count, double shift) => [.. Enumerable.Range(0, count).Select(_ => (float)(Gauss(random) + shift))];

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
