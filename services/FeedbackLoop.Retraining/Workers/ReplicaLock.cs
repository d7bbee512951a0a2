using Npgsql;

namespace FeedbackLoop.Retraining.Workers;

/// <summary>A lock that at most one process holds: an advisory lock of PostgreSQL, bound to a connection, so that it goes when the process does.</summary>
public sealed class ReplicaLock : IAsyncDisposable
{
    public const long Observation = 0x466565644F627376; // "FeedObsv"
    public const long Training = 0x466565645472616E;    // "FeedTran"
    private readonly NpgsqlConnection _connection;
    private readonly long _key;

    private ReplicaLock(NpgsqlConnection connection, long key) => (_connection, _key) = (connection, key);

    /// <summary>Null when another process holds it.</summary>
    public static async Task<ReplicaLock?> TryTakeAsync(NpgsqlDataSource dataSource, long key, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = key } } };
            if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
            {
                return new ReplicaLock(connection, key);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock($1)", _connection) { Parameters = { new() { Value = _key } } };
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            // The connection is broken, and the lock went with it.
        }

        await _connection.DisposeAsync();
    }
}
