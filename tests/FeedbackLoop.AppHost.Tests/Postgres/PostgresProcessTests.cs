using FeedbackLoop.AppHost.Embedded.Postgres;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Tests.Postgres;

public class PostgresProcessTests
{
    [Fact]
    public async Task A_taken_port_and_another_version_are_said_in_one_sentence()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var folder = new TemporaryFolder();
        var programs = await PostgresPrograms.FindAsync(_ => { }, deadline.Token);
        var settings = new PostgresSettings(Path.Combine(folder.Path, "data"), FreePort.Next(), "postgres", "secret", Durable: false);
        await PostgresProcess.InitializeAsync(programs, settings, ["feedbackdb"], deadline.Token);

        using (var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, settings.Port))
        {
            other.Start();
            var taken = await Assert.ThrowsAsync<PostgresUnavailableException>(() => PostgresProcess.StartAsync(programs, settings, _ => { }, deadline.Token));
            Assert.Equal($"PostgreSQL's port {settings.Port} is taken by another program.", taken.Message);
        }

        var newer = programs with { MajorVersion = programs.MajorVersion + 1 };
        var other_version = await Assert.ThrowsAsync<PostgresUnavailableException>(() => PostgresProcess.InitializeAsync(newer, settings, [], deadline.Token));
        Assert.Equal(
            $"The database in {settings.DataFolder} was made by PostgreSQL {programs.MajorVersion}, but this machine has PostgreSQL {newer.MajorVersion}: install version {programs.MajorVersion}, or start empty with `-- --reset`.",
            other_version.Message);
    }

    [Fact]
    public async Task The_server_never_runs_as_root()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This test reads /proc.");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var server = await FeedbackLoop.Testing.PostgresServer.StartAsync(durable: false, deadline.Token);

        var user = File.ReadLines($"/proc/{server.ProcessId}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal));

        Assert.DoesNotContain("0", user.Split('\t').Skip(1));
    }
}
