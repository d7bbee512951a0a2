using System.Security.Cryptography;
using FeedbackLoop.DbManager.Reading;
using FeedbackLoop.Retrieval.Images;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.DbManager.Import;

/// <summary>
/// The reading stage of an import: rows and pictures into item and item_image. Streaming; each batch is one transaction that moves the job's position along,
/// so a killed import goes on where it was.
/// </summary>
internal sealed class CatalogImporter(ItemTables tables, IImageDecoder decoder, IOptions<CatalogOptions> options, ILogger<CatalogImporter> logger)
{
    /// <summary>The part of a whole job's progress that reading is.</summary>
    public const double Share = 0.25;

    private readonly ImageLimits _limits = new() { MaxBytes = options.Value.MaxPictureBytes, MaxPixels = options.Value.MaxPicturePixels };

    /// <exception cref="CatalogFormatException">The list as a whole cannot be read; what came before stays, nothing is removed.</exception>
    public async Task ReadAsync(ImportJob job, string folder, CancellationToken cancellationToken)
    {
        var source = new CatalogFolder(folder, options.Value.MaxPictureBytes);
        var lines = new Dictionary<string, int>();
        var accepted = 0;
        var done = job.LineDone;
        var batch = new List<CatalogLine>(options.Value.BatchRows);
        foreach (var line in source.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Line <= job.LineDone)
            {
                Remember(line);
                accepted++;
                continue;
            }
            batch.Add(line);
            if (batch.Count == options.Value.BatchRows)
            {
                await FlushAsync();
            }
        }
        await FlushAsync();
        if (accepted == 0)
        {
            throw new CatalogFormatException("No row of the list could be used; nothing was removed.");
        }
        if (job.Full)
        {
            await tables.DeleteAllButAsync(job, lines.Keys, cancellationToken);
        }

        async Task FlushAsync()
        {
            if (batch.Count == 0)
            {
                return;
            }
            var (write, good) = await PrepareAsync(source, batch, lines, done, cancellationToken);
            await tables.WriteAsync(job, write, cancellationToken);
            (done, accepted) = (write.ToLine, accepted + good);
            logger.LogDebug("Import {Import}: {Line} lines", job.Id, done);
            batch.Clear();
        }

        void Remember(CatalogLine line)
        {
            if (line.Fields?.GetValueOrDefault("id")?.Trim() is { Length: > 0 } id)
            {
                lines.TryAdd(id, line.Line);
            }
        }
    }

    private async Task<(ImportBatch Batch, int Good)> PrepareAsync(
        CatalogFolder source, List<CatalogLine> batch, Dictionary<string, int> lines, int fromLine, CancellationToken cancellationToken)
    {
        var refused = new List<RefusedRow>();
        var rows = new List<CatalogRow>(batch.Count);
        foreach (var line in batch)
        {
            var id = line.Fields?.GetValueOrDefault("id")?.Trim();
            var (row, refusal) = RowParser.Parse(line);
            if (!string.IsNullOrEmpty(id) && !lines.TryAdd(id, line.Line))
            {
                refusal ??= $"The id is on line {lines[id]} already.";
            }
            if (refusal is null)
            {
                rows.Add(row!);
            }
            else
            {
                refused.Add(new(line.Line, string.IsNullOrEmpty(id) ? null : RowParser.Printable(id), refusal));
            }
        }
        var stored = await tables.FindAsync([.. rows.Select(row => row.Id)], cancellationToken);
        var prepared = new (PreparedItem? Item, string? Refusal)[rows.Count];
        Parallel.For(0, rows.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            n => prepared[n] = rows[n].Deleted ? default : Prepare(source, rows[n], stored.GetValueOrDefault(rows[n].Id)));
        for (var n = 0; n < rows.Count; n++)
        {
            if (prepared[n].Refusal is { } reason)
            {
                refused.Add(new(rows[n].Line, rows[n].Id, reason));
            }
        }
        var items = prepared.Where(entry => entry.Item is not null).Select(entry => entry.Item!).ToArray();
        var changed = items.Where(item => !IsStored(item, stored)).ToArray();
        return (new ImportBatch
        {
            FromLine = fromLine,
            ToLine = batch[^1].Line,
            Rows = batch.Count,
            Unchanged = items.Length - changed.Length,
            Upserts = changed,
            Deletions = [.. rows.Where(row => row.Deleted).Select(row => row.Id)],
            Refused = refused,
            Progress = Share * source.Progress,
        }, rows.Count - prepared.Count(entry => entry.Refusal is not null));
    }

    private (PreparedItem? Item, string? Refusal) Prepare(CatalogFolder source, CatalogRow row, StoredItem? stored)
    {
        if (row.Image is null)
        {
            return (new(row, null, null, row.Hash(null)), null);
        }
        var (picture, refusal) = source.ReadPicture(row.Image);
        if (picture is null)
        {
            return (null, refusal);
        }
        var hash = SHA256.HashData(picture);
        if (stored?.PictureHash is null || !hash.AsSpan().SequenceEqual(stored.PictureHash))
        {
            refusal = PictureCheck.Refusal(decoder, picture, _limits);
        }
        return refusal is null ? (new(row, picture, hash, row.Hash(hash)), null) : (null, refusal);
    }

    private static bool IsStored(PreparedItem item, Dictionary<string, StoredItem> stored) =>
        stored.TryGetValue(item.Row.Id, out var before) && !before.Deleted && before.Hash.AsSpan().SequenceEqual(item.Hash);
}
