namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server on this machine, run as a process.</summary>
public sealed class PostgresServerResource(string name, ParameterResource password) : Resource(name), IResourceWithConnectionString
{
    internal const string UserName = "postgres";

    internal ParameterResource Password { get; } = password;

    internal IList<PostgresDatabaseResource> Databases { get; } = [];

    /// <summary>Its TCP port on 127.0.0.1; 0 until the application starts.</summary>
    internal int Port { get; set; }

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Port == 0 ? null : $"Host=127.0.0.1;Port={Port};Username={UserName};Password={Password.Value}");
}
