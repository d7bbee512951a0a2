using FeedbackLoop.DbManager.Import;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Images;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.DbManager.Embedding;

/// <summary>Extracts the features of all pictures that have none yet; after a kill it goes on with the rest.</summary>
internal sealed class PictureFeatureStage(EmbeddingTables tables, IImageDecoder decoder, IOptions<CatalogOptions> options, ILogger<PictureFeatureStage> logger)
{
    private const int Batch = 128;
    private readonly ImageLimits _limits = new() { MaxBytes = options.Value.MaxPictureBytes, MaxPixels = options.Value.MaxPicturePixels };

    public async Task RunAsync(StageReport report, CancellationToken cancellationToken)
    {
        var (all, done) = (await tables.CountPicturesWithoutFeaturesAsync(cancellationToken), 0L);
        while (await tables.PicturesWithoutFeaturesAsync(Batch, cancellationToken) is { Count: > 0 } pictures)
        {
            var features = new byte[pictures.Count][];
            await Task.Run(() => Parallel.For(0, pictures.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
                n => features[n] = Extract(pictures[n].ItemId, pictures[n].Picture)), cancellationToken);
            await tables.WriteFeaturesAsync([.. pictures.Select(picture => picture.ItemId)], features, cancellationToken);
            done += pictures.Count;
            await report(ImportState.Pictures, Math.Min(1, done / (double)Math.Max(1, all)), pictures.Count);
        }
    }

    private byte[] Extract(string itemId, byte[] picture)
    {
        var result = decoder.Decode(picture, _limits, maxSide: 512);
        if (!result.Succeeded)
        {
            // It was decoded when it was imported, so this is another decoder or a damaged row: the item goes on with its words.
            logger.LogWarning("The picture of {Item} gives no features: {Reason}", itemId, result.Message);
            return [];
        }
        return EmbeddingTables.Bytes(PictureFeatures.ExtractViews(result.Image));
    }
}
