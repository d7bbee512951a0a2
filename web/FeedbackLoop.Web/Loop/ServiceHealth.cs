namespace FeedbackLoop.Web.Loop;

/// <summary>What a service's /health said. <see cref="Milliseconds"/> is null when it said nothing.</summary>
public sealed record ServiceHealth(string Service, string State, double? Milliseconds)
{
    public bool Healthy => State == "Healthy";
}
