using FeedbackLoop.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>The embedded profile's stand-in for the package Aspire.Npgsql, under the same name, so that services read the same in both.</summary>
public static class NpgsqlDataSourceExtensions
{
    /// <summary>
    /// Registers an <see cref="NpgsqlDataSource"/> for <c>ConnectionStrings:{connectionName}</c> and a health check of it.
    /// Its traces and metrics come from Npgsql's own source and meter, which the service defaults export.
    /// </summary>
    /// <exception cref="InvalidOperationException">When first used: there is no such connection string.</exception>
    public static void AddNpgsqlDataSource(this IHostApplicationBuilder builder, string connectionName)
    {
        builder.Services.AddSingleton(services =>
        {
            var connectionString = builder.Configuration.GetConnectionString(connectionName)
                ?? throw new InvalidOperationException(
                    $"There is no connection string: set ConnectionStrings:{connectionName} (in the environment: ConnectionStrings__{connectionName}).");
            return new NpgsqlDataSourceBuilder(connectionString) { Name = connectionName }.Build();
        });
        builder.Services.AddHealthChecks().AddCheck<PostgresHealthCheck>("PostgreSql");
    }
}
