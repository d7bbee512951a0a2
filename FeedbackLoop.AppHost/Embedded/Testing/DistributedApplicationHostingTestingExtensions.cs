using FeedbackLoop.AppHost.Embedded.Processes;

namespace Aspire.Hosting.Testing;

public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client whose base address is the resource's. The caller disposes it.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new() { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        Find<IResourceWithEndpoints>(app, resourceName).Address is { } address && (endpointName is null || endpointName == address.Scheme)
            ? address
            : throw new InvalidOperationException($"{resourceName} has no endpoint {endpointName}, or the application has not been started.");

    public static ValueTask<string?> GetConnectionStringAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        Find<IResourceWithConnectionString>(app, resourceName).GetConnectionStringAsync(cancellationToken);

    /// <summary>The value of a parameter, such as the operator key. Not in Aspire.</summary>
    public static string GetParameterValue(this DistributedApplication app, string parameterName) => Find<ParameterResource>(app, parameterName).Value;

    /// <summary>kill -9 to the process of a resource; returns when the application has noticed. Not in Aspire.</summary>
    public static async Task KillAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default)
    {
        var running = await app.ResourceNotifications.WaitForResourceAsync(resourceName, update => update.Snapshot.ProcessId is not null, cancellationToken);
        var processId = running.Snapshot.ProcessId!.Value;
        ProcessSignal.Send(processId, ProcessSignal.Kill);
        await app.ResourceNotifications.WaitForResourceAsync(resourceName, update => update.Snapshot.ProcessId != processId, cancellationToken);
    }

    /// <summary>What a resource has written so far, for a test that has to say why it failed. Not in Aspire.</summary>
    public static async Task<string> ReadLogAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default)
    {
        await using var file = new FileStream(Path.Combine(app.Builder.DataFolder, "logs", $"{resourceName}.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static T Find<T>(DistributedApplication app, string name) where T : IResource =>
        app.Builder.CreateResourceBuilder<T>(name).Resource;
}
