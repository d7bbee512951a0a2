using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FeedbackLoop.AppHost;

internal static class DashboardCommands
{
    /// <summary>"Retrain now": a training run, whatever the triggers say.</summary>
    public static IResourceBuilder<ProjectResource> WithRetrainCommand(
        this IResourceBuilder<ProjectResource> retraining, IResourceBuilder<ParameterResource> operatorKey) =>
        retraining.WithHttpCommand("/api/runs", "Retrain now", commandOptions: new()
        {
            Description = "Trains a ranker on the evidence so far and lets it meet the present one.",
            IconName = "BrainCircuit",
            IsHighlighted = true,
            PrepareRequest = async context => context.Request.Headers.Authorization =
                new AuthenticationHeaderValue("Bearer", await operatorKey.Resource.GetValueAsync(context.CancellationToken)),
        });

    /// <summary>"Reset database": an empty one, which db-manager migrates and fills again; the other services start again after it.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> WithResetCommand(this IResourceBuilder<PostgresDatabaseResource> database) =>
        database.WithCommand("reset", "Reset database", context => ResetAsync(database, context), new CommandOptions
        {
            Description = "Drops the database, makes it again, and starts all services that use it again.",
            ConfirmationMessage = "This deletes the catalogue, the features and all models. The events in Kafka stay and are counted again, those of forgotten people, too.",
            IconName = "DatabaseWarning",
        });

    private static async Task<ExecuteCommandResult> ResetAsync(IResourceBuilder<PostgresDatabaseResource> database, ExecuteCommandContext context)
    {
        var server = await database.Resource.Parent.GetConnectionStringAsync(context.CancellationToken);
        // The maintenance database: nobody can drop the one he is connected to.
        await using (var dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Database = "postgres", Pooling = false }))
        {
            var name = new NpgsqlCommandBuilder().QuoteIdentifier(database.Resource.DatabaseName);
            await ExecuteAsync(dataSource, $"drop database if exists {name} with (force)", context.CancellationToken);
            await ExecuteAsync(dataSource, $"create database {name}", context.CancellationToken);
        }

        var commands = context.ServiceProvider.GetRequiredService<ResourceCommandService>();
        var users = database.ApplicationBuilder.Resources.OfType<ProjectResource>().Where(project =>
            project.Annotations.OfType<ResourceRelationshipAnnotation>().Any(relationship => relationship.Resource == database.Resource));
        // db-manager was added first, and the others cannot do anything before it is done.
        foreach (var user in users)
        {
            var result = await commands.ExecuteCommandAsync(user, KnownResourceCommands.RestartCommand, context.CancellationToken);
            if (!result.Success)
            {
                return result;
            }
        }

        return CommandResults.Success();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
