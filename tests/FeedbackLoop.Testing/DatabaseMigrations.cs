using Microsoft.Extensions.Hosting;
using Npgsql;

namespace FeedbackLoop.Testing;

/// <summary>Applies the migrations that <c>FeedbackLoop.Data</c> brings along, in the order of their names.</summary>
internal static class DatabaseMigrations
{
    public static async Task ApplyAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var assembly = typeof(NpgsqlDataSourceExtensions).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await using var command = new NpgsqlCommand(await reader.ReadToEndAsync(), connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
