using System.Globalization;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>What a person sees when everything is healthy: what runs where, and the two addresses to open.</summary>
internal static class StartReport
{
    public static void Write(DistributedApplication application, Orchestrator orchestrator, TimeSpan elapsed)
    {
        var rows = orchestrator.Supervisors.Select(supervisor => (
            supervisor.Resource.Name,
            State: application.ResourceNotifications.TryGetCurrentState(supervisor.Resource.Name, out var current) ? current!.Snapshot.HealthStatus?.ToString() ?? current.Snapshot.State : "",
            Address: supervisor.Resource switch
            {
                IResourceWithEndpoints { Address: { } address } => address.GetLeftPart(UriPartial.Authority),
                PostgresServerResource server => $"127.0.0.1:{server.Port}",
                _ => "",
            })).ToArray();
        var width = rows.Max(row => row.Name.Length);
        var terminal = orchestrator.Terminal;
        terminal.WriteLine("");
        terminal.WriteLine($"{"RESOURCE".PadRight(width)}  {"STATE",-9}  ADDRESS");
        foreach (var row in rows)
        {
            terminal.WriteLine($"{row.Name.PadRight(width)}  {row.State,-9}  {row.Address}");
        }
        terminal.WriteLine("");
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"All healthy after {elapsed.TotalSeconds:0.0} s. Logs: {Path.GetDirectoryName(orchestrator.Supervisors[0].LogFile)}"));
        if (application.Builder.Resources.OfType<ProjectResource>().FirstOrDefault(project => project.IsExternal)?.Address is { } web)
        {
            var key = application.Builder.Resources.OfType<ParameterResource>().FirstOrDefault(parameter => parameter.Name == "operator-key")?.Value;
            terminal.WriteLine("");
            terminal.WriteLine($"  The shop  {web.GetLeftPart(UriPartial.Authority)}/");
            terminal.WriteLine($"  The loop  {web.GetLeftPart(UriPartial.Authority)}/loop{(key is null ? "" : $"/login?key={key}")}");
            terminal.WriteLine("");
        }
    }
}
