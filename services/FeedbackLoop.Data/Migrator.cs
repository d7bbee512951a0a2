using Npgsql;

namespace FeedbackLoop.Data;

/// <summary>Brings a database to the schema of this build: the numbered SQL files beside this class, each once, each in its own transaction.</summary>
public static class Migrator
{
    private const long LockKey = 0x466565644C6F6F70; // "FeedLoop"

    /// <summary>Applies what is missing and returns the names of what was applied. Safe to call from several processes at once.</summary>
    public static async Task<IReadOnlyList<string>> MigrateAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await ExecuteAsync(connection,
                "create table if not exists migration (name text primary key, applied_at timestamptz not null default now())", cancellationToken);
            var applied = new List<string>();
            foreach (var (name, sql) in Scripts())
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using var claim = new NpgsqlCommand("insert into migration (name) values ($1) on conflict do nothing", connection, transaction)
                {
                    Parameters = { new() { Value = name } },
                };
                if (await claim.ExecuteNonQueryAsync(cancellationToken) == 0)
                {
                    continue;
                }

                await ExecuteAsync(connection, sql, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                applied.Add(name);
            }

            await connection.ReloadTypesAsync(cancellationToken);
            return applied;
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private static IEnumerable<(string Name, string Sql)> Scripts()
    {
        var assembly = typeof(Migrator).Assembly;
        const string folder = "FeedbackLoop.Data.Migrations.";
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (Path.GetFileNameWithoutExtension(resource[folder.Length..]), reader.ReadToEnd());
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
