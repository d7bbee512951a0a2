using FeedbackLoop.AppHost.Embedded.Postgres;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>Runs the PostgreSQL server.</summary>
internal sealed class PostgresSupervisor(
    PostgresServerResource server, string dataFolder, ResourceNotificationService notifications, ResourceLog log, TimeProvider time)
    : ResourceSupervisor(server, notifications, log, time)
{
    private PostgresPrograms? _programs;
    private PostgresProcess? _process;

    /// <summary>"Fast shutdown": sessions end, everything is written.</summary>
    protected override int StopSignal => ProcessSignal.Interrupt;

    protected override async Task<ResourceProcess> StartProcessAsync(CancellationToken cancellationToken)
    {
        var settings = new PostgresSettings(dataFolder, server.Port, PostgresServerResource.UserName, server.Password.Value);
        try
        {
            _programs ??= await PostgresPrograms.FindAsync(line => Log.Write(line, toTerminal: true), cancellationToken);
            await PostgresProcess.InitializeAsync(_programs, settings, server.Databases.Select(database => database.DatabaseName), cancellationToken);
            _process = PostgresProcess.Start(_programs, settings, line => Log.Write(line, IsSerious(line)));
            return new ResourceProcess(_process.Process);
        }
        catch (PostgresUnavailableException failure)
        {
            throw new DistributedApplicationException(failure.Message, failure);
        }
    }

    protected override Task<bool> IsHealthyAsync(CancellationToken cancellationToken) => _process!.IsReadyAsync(cancellationToken);

    private static bool IsSerious(string line) =>
        line.StartsWith("FATAL:", StringComparison.Ordinal) || line.StartsWith("PANIC:", StringComparison.Ordinal);
}
