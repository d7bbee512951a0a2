using Microsoft.Extensions.DependencyInjection;

namespace FeedbackLoop.AppHost;

internal static class Shoppers
{
    public const string Name = "shoppers";

    /// <summary>"Send shoppers": simulated people with a hidden taste, who come when they are started in the dashboard, and only where we develop.</summary>
    public static void AddShoppers(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<ProjectResource> searchApi,
        IResourceBuilder<ProjectResource> eventCollector,
        IResourceBuilder<ProjectResource> retraining,
        IResourceBuilder<ParameterResource> writeKey)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var shoppers = builder.AddProject<Projects.FeedbackLoop_Shoppers>(Name)
            .WithArgs(
                "--search-url", searchApi.GetEndpoint("http"),
                "--collector-url", eventCollector.GetEndpoint("http"),
                "--retraining-url", retraining.GetEndpoint("http"),
                "--write-key", writeKey.Resource)
            .WithExplicitStart();

        searchApi.WithCommand("send-shoppers", "Send shoppers", context => SendAsync(shoppers.Resource, context), new CommandOptions
        {
            Description = "3000 search sessions of simulated people; the log of the resource shoppers says what they made of it.",
            IconName = "PeopleCommunity",
        });
    }

    private static Task<ExecuteCommandResult> SendAsync(ProjectResource shoppers, ExecuteCommandContext context) =>
        context.ServiceProvider.GetRequiredService<ResourceCommandService>()
            .ExecuteCommandAsync(shoppers, KnownResourceCommands.StartCommand, context.CancellationToken);
}
