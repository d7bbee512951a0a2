using System.Diagnostics;
using FeedbackLoop.Data;
using FeedbackLoop.DbManager.Embedding;
using FeedbackLoop.DbManager.Import;
using FeedbackLoop.DbManager.Reading;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.DbManager.Worker;

/// <summary>Migrates, seeds, then works off import jobs one after the other for as long as the process lives.</summary>
internal sealed class CatalogWorker(
    NpgsqlDataSource dataSource, ImportJobs jobs, CatalogImporter importer, PictureFeatureStage pictures, EmbedderStage embedder, ExternalEmbedderStage external, Readiness readiness,
    IOptions<CatalogOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<CatalogWorker> logger) : BackgroundService
{
    private const long LockKey = 0x4361746C6F67; // "Catlog"
    private static readonly ActivitySource Activities = new("FeedbackLoop.DbManager");
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private bool _embeddingFailed; // until the next import changes something

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var prepared = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var turn = await WaitForTurnAsync(stoppingToken);
                try
                {
                    if (!prepared)
                    {
                        await PrepareAsync(stoppingToken);
                        prepared = true;
                    }
                    await WorkAsync(turn, stoppingToken);
                }
                finally
                {
                    await GiveUpTurnAsync(turn);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                logger.LogWarning("The database or the embedder cannot be used now ({Reason}); trying again", exception.Message);
                await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // One worker at a time, however many processes there are: whoever holds the lock works, the connection's end gives it up.
    private async Task<NpgsqlConnection> WaitForTurnAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            while (true)
            {
                await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({LockKey})", connection);
                if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
                {
                    return connection;
                }
                await Task.Delay(Poll, time, cancellationToken);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // A connection that goes back to the pool keeps its session's lock, so that nobody else would get a turn.
    private static async Task GiveUpTurnAsync(NpgsqlConnection turn)
    {
        try
        {
            await using var command = new NpgsqlCommand($"select pg_advisory_unlock({LockKey})", turn);
            await command.ExecuteScalarAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var name in await Migrator.MigrateAsync(dataSource, cancellationToken))
        {
            logger.LogInformation("Applied migration {Migration}", name);
        }
        readiness.WaitFor("The first items are being imported.");
        if (options.Value.Folder is { Length: > 0 } folder)
        {
            await jobs.EnqueueFolderAsync(Path.GetFullPath(folder), options.Value.Mode, cancellationToken);
        }
        else if (await jobs.IsUntouchedAsync(cancellationToken) && SampleFolder.Find(options.Value, environment.ContentRootPath) is { } sample)
        {
            await jobs.EnqueueFolderAsync(sample, "full", cancellationToken);
        }
        if (!external.IsConfigured)
        {
            await embedder.ForgetOldFeaturesAsync(cancellationToken);
        }
    }

    private async Task WorkAsync(NpgsqlConnection turn, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await jobs.NextAsync(cancellationToken) is { } job)
            {
                await RunAsync(job, cancellationToken);
                continue;
            }
            Open();
            if (!_embeddingFailed && await (external.IsConfigured ? external.IsNeededAsync(cancellationToken) : embedder.IsNeededAsync(cancellationToken)))
            {
                await KeepEmbeddedAsync((_, _, _) => Task.CompletedTask, cancellationToken);
            }
            await Task.Delay(Poll, time, cancellationToken);
            // Fails when the connection is gone, and the lock with it.
            await using var alive = new NpgsqlCommand("select 1", turn);
            await alive.ExecuteScalarAsync(cancellationToken);
        }
    }

    private async Task RunAsync(ImportJob job, CancellationToken cancellationToken)
    {
        using var activity = Activities.StartActivity("import");
        activity?.SetTag("feedbackloop.import.id", job.Id);
        var started = time.GetTimestamp();
        string? error = null;
        try
        {
            if (job.State is ImportState.Queued or ImportState.Reading)
            {
                logger.LogInformation("Import {Import} of {Source}{Again}", job.Id, job.Source, job.LineDone > 0 ? $", from line {job.LineDone + 1}" : "");
                using var archive = job.HasArchive ? new CatalogArchive(await jobs.ReadArchiveAsync(job.Id, cancellationToken), options.Value.MaxArchiveBytes) : null;
                await importer.ReadAsync(job, archive?.Folder ?? job.Source, cancellationToken);
                logger.LogInformation("Import {Import}: rows are in after {Seconds:0.0} s", job.Id, time.GetElapsedTime(started).TotalSeconds);
                await jobs.ReportAsync(job.Id, ImportState.Pictures, CatalogImporter.Share, cancellationToken);
            }
        }
        catch (Exception exception) when (IsLasting(exception))
        {
            error = exception.Message;
            logger.LogError(exception is CatalogFormatException ? null : exception, "Import {Import} of {Source} failed: {Reason}", job.Id, job.Source, error);
        }
        Open();
        // What was read before a failure is in the catalogue, so it gets its vectors, too.
        error = await KeepEmbeddedAsync((state, fraction, count) => jobs.ReportAsync(job.Id, state, JobProgress(state, fraction), cancellationToken, count), cancellationToken) ?? error;
        await jobs.FinishAsync(job.Id, error, cancellationToken);
        // Training needs hundreds of megabytes; from here on the process mostly waits, and its neighbours can use them.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (error is null)
        {
            logger.LogInformation("Import {Import} done after {Seconds:0.0} s", job.Id, time.GetElapsedTime(started).TotalSeconds);
        }
    }

    // The shop is waiting for the first items, so they come at full speed; from then on people go first.
    private void Open()
    {
        if (readiness.Ready() && options.Value.LowerPriority)
        {
            BackgroundPriority.Lower();
        }
    }

    /// <summary>Null, or why the vectors could not be made.</summary>
    private async Task<string?> KeepEmbeddedAsync(StageReport report, CancellationToken cancellationToken)
    {
        try
        {
            if (external.IsConfigured)
            {
                await external.RunAsync(report, cancellationToken);
            }
            else
            {
                await pictures.RunAsync(report, cancellationToken);
                await embedder.RunAsync(report, cancellationToken);
            }
            _embeddingFailed = false;
            return null;
        }
        catch (Exception exception) when (IsLasting(exception))
        {
            logger.LogError(exception, "The items could not be embedded; search goes on by words");
            _embeddingFailed = true;
            return $"The items could not be embedded: {exception.Message}";
        }
    }

    // The database or a remote embedder is away, or another worker was faster: the same work will succeed later.
    private static bool IsPassing(Exception exception) => exception
        is NpgsqlException { IsTransient: true }
        or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow }
        or ImportTakenOverException
        or HttpRequestException;

    private static bool IsLasting(Exception exception) => exception is not OperationCanceledException && !IsPassing(exception);

    /// <summary>Of the whole job, from the share of one stage; the weights are those of a catalogue of photographs.</summary>
    private static double JobProgress(string state, double fraction) => state switch
    {
        ImportState.Pictures => CatalogImporter.Share + (0.45 * fraction),
        ImportState.Training => 0.70 + (0.20 * fraction),
        _ => 0.90 + (0.10 * fraction),
    };
}
