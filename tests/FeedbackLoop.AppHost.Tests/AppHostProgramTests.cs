using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Tests;

/// <summary>The command of the README, from start to end.</summary>
public class AppHostProgramTests
{
    private const string Ready = "The loop  http://localhost:";

    [Fact]
    public async Task It_starts_stops_survives_its_own_kill_and_leaves_no_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This test reads /proc.");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        using var folder = new TemporaryFolder();

        // A start from nothing.
        await using var first = AppHostProgram.Start("--data", folder.Path);
        await first.UntilAsync(Ready, deadline.Token);
        string[] resources = ["postgres", "db-manager", "search-api", "event-collector", "feature-store", "retraining", "web"];
        Assert.All(resources, name => Assert.Matches($@"(?m)^{name} +Healthy +\S+:\d+\r?$", first.Output));

        // A second copy is refused and does no harm.
        await using var second = AppHostProgram.Start("--data", folder.Path);
        Assert.Equal(1, await second.ExitAsync(deadline.Token));
        Assert.StartsWith($"FeedbackLoop is running already with the data in {folder.Path} (process {first.Id})", second.Output.Trim(), StringComparison.Ordinal);

        // kill -9 to the AppHost itself.
        var children = ProcessTree.Descendants(first.Id);
        Assert.True(children.Count >= resources.Length, first.Output);
        first.Signal(ProcessSignal.Kill);
        await NoneLeftAsync(children, deadline.Token);

        // What it left behind is good enough to start from, and Ctrl+C stops all of it.
        await using var third = AppHostProgram.Start("--data", folder.Path);
        await third.UntilAsync(Ready, deadline.Token);
        children = ProcessTree.Descendants(third.Id);
        third.Signal(ProcessSignal.Interrupt);
        Assert.Equal(0, await third.ExitAsync(deadline.Token));
        await NoneLeftAsync(children, deadline.Token);
    }

    [Fact]
    public async Task Help_is_printed_and_nothing_is_started()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var program = AppHostProgram.Start("--help");

        Assert.Equal(0, await program.ExitAsync(deadline.Token));
        Assert.Contains("-- --catalog FOLDER", program.Output, StringComparison.Ordinal);
    }

    private static async Task NoneLeftAsync(IReadOnlyList<int> processes, CancellationToken cancellationToken)
    {
        // The guard may need a moment; the deadline of the test is the limit.
        while (processes.Any(ProcessTree.IsAlive))
        {
            await Task.Delay(50, cancellationToken);
        }
    }
}
