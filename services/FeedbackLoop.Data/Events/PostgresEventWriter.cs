using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FeedbackLoop.Data.Events;

/// <summary>
/// Group commit: whatever callers append while one commit is under way goes into the next one, so that durability costs one flush of the disk for many events.
/// A commit takes a lock that all writers of all processes share, from before its positions are drawn until it is visible. Positions therefore become visible
/// in order, and a follower that reads "everything after N" never skips an event that was drawn early and committed late.
/// </summary>
internal sealed class PostgresEventWriter : IAsyncDisposable
{
    private const string Lock = "select pg_advisory_xact_lock(7306086976813489253)"; // "event_le"
    private const string Copy =
        "copy event_log (message_id, person_id, name, search_id, occurred_at, received_at, traceparent, payload) from stdin (format binary)";
    private const int RecentSize = 50_000;
    private const int ScreenedCommits = 64;
    private const int SendAt = 64 * 1024;

    private readonly NpgsqlDataSource _dataSource;
    private readonly EventLogOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<PendingAppend> _queue;
    private readonly RecentMessages _recent = new(RecentSize);
    private readonly HashSet<string> _inCommit = new(StringComparer.Ordinal);
    private readonly List<PendingAppend> _appends = [];
    private readonly List<NewEvent> _rows = [];
    private readonly CopyBuffer _copyBuffer = new();
    private readonly Task _loop;
    private NpgsqlConnection? _connection;
    private int _screened;
    private bool _failing;

    public PostgresEventWriter(NpgsqlDataSource dataSource, EventLogOptions options, ILogger logger)
    {
        _dataSource = dataSource;
        _options = options;
        _logger = logger;
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    public async Task<int> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken)
    {
        for (var i = 0; i < events.Count; i++)
        {
            NewEventRules.ThrowIfInvalid(events[i]);
        }

        var append = new PendingAppend(events);
        try
        {
            await _queue.Writer.WriteAsync(append, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new EventLogUnavailableException("The event log is closing.");
        }

        return await append.Committed.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await DropConnectionAsync();
    }

    private async Task RunAsync()
    {
        PendingAppend? next = null;
        while (next is not null || await _queue.Reader.WaitToReadAsync())
        {
            var events = 0;
            while (next is not null || _queue.Reader.TryRead(out next))
            {
                if (_appends.Count > 0 && events + next.Events.Count > _options.MaxCommitEvents)
                {
                    break; // the first of the next commit
                }

                events += next.Events.Count;
                _appends.Add(next);
                next = null;
            }

            await CommitAsync();
            _appends.Clear();
        }
    }

    private async Task CommitAsync()
    {
        try
        {
            Screen(known: null);
            if (_rows.Count > 0)
            {
                await WriteAsync();
            }

            foreach (var row in _rows)
            {
                _recent.Add(row.MessageId);
            }

            if (_failing)
            {
                _failing = false;
                _logger.LogInformation("The event log takes events again");
            }

            foreach (var append in _appends)
            {
                append.Succeed();
            }
        }
        catch (Exception failure)
        {
            await DropConnectionAsync();
            if (!_failing)
            {
                _failing = true;
                _logger.LogWarning(failure, "The event log did not take {Events} events; their senders are told to try again", _rows.Count);
            }

            foreach (var append in _appends)
            {
                append.Fail(new EventLogUnavailableException("The event log did not commit.", failure));
            }
        }
    }

    private async Task WriteAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var reused = _connection is not null;
            try
            {
                await WriteOnceAsync();
                return;
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UniqueViolation && attempt == 1)
            {
                // Somebody repeats older events, and rarely just once: for a while the database is asked before it is written to.
                _screened = ScreenedCommits;
            }
            catch (Exception failure) when (reused && attempt == 1 && failure is NpgsqlException { InnerException: IOException } or IOException or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown })
            {
                // The connection died while nobody used it, for instance because PostgreSQL was restarted. If it died in the commit, the repeat finds duplicates.
                _screened = Math.Max(_screened, 1);
                await DropConnectionAsync();
            }
        }
    }

    private async Task WriteOnceAsync()
    {
        _connection ??= await _dataSource.OpenConnectionAsync();
        await using var transaction = await _connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(Lock, _connection, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        if (_screened > 0)
        {
            // Under the lock: nobody can add what this does not find.
            var known = await FindKnownAsync(transaction);
            Screen(known);
            _screened = known.Count > 0 ? ScreenedCommits : _screened - 1;
        }

        if (_rows.Count > 0)
        {
            await CopyAsync();
        }

        await transaction.CommitAsync();
    }

    /// <summary>Leaves in <see cref="_rows"/> what is new: not in this commit already, not among the recent ones, not among the known ones.</summary>
    private void Screen(HashSet<string>? known)
    {
        _rows.Clear();
        _inCommit.Clear();
        foreach (var append in _appends)
        {
            append.New = 0;
            for (var i = 0; i < append.Events.Count; i++)
            {
                var row = append.Events[i];
                if (!_recent.Contains(row.MessageId) && known?.Contains(row.MessageId) != true && _inCommit.Add(row.MessageId))
                {
                    _rows.Add(row);
                    append.New++;
                }
            }
        }
    }

    private async Task<HashSet<string>> FindKnownAsync(NpgsqlTransaction transaction)
    {
        await using var command = new NpgsqlCommand("select message_id from event_log where message_id = any($1)", _connection, transaction)
        {
            Parameters = { new() { Value = _rows.ConvertAll(row => row.MessageId) } },
        };
        var known = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            known.Add(reader.GetString(0));
        }

        return known;
    }

    private async Task CopyAsync()
    {
        // Disposing ends the COPY and throws what PostgreSQL has against it; until then nothing is inserted.
        await using var copy = await _connection!.BeginRawBinaryCopyAsync(Copy);
        _copyBuffer.Clear();
        _copyBuffer.AddHeader();
        foreach (var row in _rows)
        {
            _copyBuffer.AddRow(columns: 8);
            _copyBuffer.AddText(row.MessageId);
            _copyBuffer.AddText(row.PersonId);
            _copyBuffer.AddText(row.Name);
            _copyBuffer.AddText(row.SearchId);
            _copyBuffer.AddTime(row.OccurredAt);
            _copyBuffer.AddTime(row.ReceivedAt);
            _copyBuffer.AddText(row.TraceParent);
            _copyBuffer.AddText(row.Payload.Span);
            if (_copyBuffer.Written.Length > SendAt)
            {
                await copy.WriteAsync(_copyBuffer.Written);
                _copyBuffer.Clear();
            }
        }

        _copyBuffer.AddTrailer();
        await copy.WriteAsync(_copyBuffer.Written);
    }

    private async Task DropConnectionAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            try
            {
                await connection.DisposeAsync();
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or InvalidOperationException)
            {
                _logger.LogDebug(failure, "A broken connection did not close cleanly");
            }
        }
    }
}
