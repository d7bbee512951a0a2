using Microsoft.Extensions.Configuration;

namespace FeedbackLoop.AppHost;

internal static class PublishTarget
{
    /// <summary>Whether this is published for Azure: always, unless <c>Deployment:Target</c> is <c>compose</c>.</summary>
    public static bool IsForAzure(this IDistributedApplicationBuilder builder) => builder.ExecutionContext.IsPublishMode && !builder.IsForCompose();

    /// <summary>Whether this is published for Docker Compose, which is asked for by <c>Deployment__Target=compose</c> in the environment.</summary>
    public static bool IsForCompose(this IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsPublishMode
        && string.Equals(builder.Configuration["Deployment:Target"], "compose", StringComparison.OrdinalIgnoreCase);
}
