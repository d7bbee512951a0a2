using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Aspire's client of PostgreSQL, for passwords and for Azure.</summary>
public static class NpgsqlDataSourceExtensions
{
    /// <summary>
    /// Registers an <see cref="NpgsqlDataSource"/> for <c>ConnectionStrings:{connectionName}</c> with its health check, traces and metrics. Where the
    /// connection string has no password, as in Azure, it signs in by Microsoft Entra ID with the identity of the service, and the token is renewed for every
    /// new connection.
    /// </summary>
    public static void AddNpgsqlDataSource(this IHostApplicationBuilder builder, string connectionName) => builder.AddAzureNpgsqlDataSource(connectionName);

    /// <summary>The same beside it under the key <paramref name="name"/>, with types or settings of its own.</summary>
    public static void AddKeyedNpgsqlDataSource(this IHostApplicationBuilder builder, string name, Action<NpgsqlDataSourceBuilder> configure) =>
        builder.AddKeyedAzureNpgsqlDataSource(name, configureDataSourceBuilder: configure);
}
