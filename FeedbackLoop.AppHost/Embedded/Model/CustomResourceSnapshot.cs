using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource is doing at one moment.</summary>
/// <param name="State">One of <see cref="KnownResourceStates"/>.</param>
/// <param name="HealthStatus">What its health check says; null while it does not run.</param>
/// <param name="ProcessId">Of its process; null while there is none.</param>
/// <param name="Starts">How often it has been started.</param>
public sealed record CustomResourceSnapshot(string State, HealthStatus? HealthStatus = null, int? ProcessId = null, int Starts = 0);
