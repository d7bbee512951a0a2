using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>
/// Who has been forgotten, and up to where: a log that only appends cannot take events out, so readers pass over them until retention removes them from the
/// brokers. Table event_forgotten holds a digest of the person's id, not the id.
/// </summary>
internal sealed class ForgottenPeople(NpgsqlDataSource dataSource)
{
    // Entries become visible in the order of their ids, so that a reader may ask for what is newer than the newest it has.
    private const string Lock = "select pg_advisory_xact_lock(7377576217345386610)"; // "forgot_r"

    private readonly ConcurrentDictionary<(UInt128 Person, int Partition), long> _upTo = new();
    private long _newest;

    /// <summary>Loads what was added since the last call.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select id, person_digest, partition, position from event_forgotten where id > $1 order by id");
        command.Parameters.Add(new() { Value = Interlocked.Read(ref _newest) });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var person = BinaryPrimitives.ReadUInt128LittleEndian(row.GetFieldValue<byte[]>(1));
            var position = row.GetInt64(3);
            _upTo.AddOrUpdate((person, row.GetInt32(2)), position, (_, known) => Math.Max(known, position));
            Interlocked.Exchange(ref _newest, row.GetInt64(0));
        }
    }

    public bool Contains(LoggedEvent logged) =>
        !_upTo.IsEmpty && logged.PersonId is { } person
        && _upTo.TryGetValue((BinaryPrimitives.ReadUInt128LittleEndian(Digest(person)), logged.Partition), out var upTo) && logged.Position <= upTo;

    /// <summary>Forgets a person's events up to a position of their partition, and the refused ones.</summary>
    public async Task AddAsync(string personId, int partition, long position, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new(Lock),
                new("insert into event_forgotten (person_digest, partition, position) values ($1, $2, $3)")
                {
                    Parameters = { new() { Value = Digest(personId) }, new() { Value = partition }, new() { Value = position } },
                },
                new("delete from event_refused where person_id = $1") { Parameters = { new() { Value = personId } } },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static byte[] Digest(string personId) => SHA256.HashData(Encoding.UTF8.GetBytes(personId))[..16];
}
