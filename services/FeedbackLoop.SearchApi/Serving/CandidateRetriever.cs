using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Retrieval.Fusion;
using FeedbackLoop.Retrieval.Images;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Lexical;
using FeedbackLoop.SearchApi.Understanding;
using FeedbackLoop.SearchApi.Vectors;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>Finds the candidates of a query: the best of the words and the best of the vectors, fused by rank.</summary>
public sealed class CandidateRetriever(
    CatalogFollower catalog, QueryParser parser, QueryUnderstanding understanding, IImageDecoder decoder, ILogger<CandidateRetriever> logger)
{
    // Enough pixels for every feature of a picture.
    private const int MaxSide = 512;

    // People do not wait longer for an embedder that is slow or away.
    private static readonly TimeSpan EmbedLimit = TimeSpan.FromSeconds(2);

    // Decoding is heavy: more at once than there are processors only makes everybody wait.
    private readonly SemaphoreSlim _decoding = new(Environment.ProcessorCount);

    /// <exception cref="InvalidSearchException">The picture cannot be taken.</exception>
    /// <exception cref="SearchUnavailableException">A picture alone, and no embedder is deployed yet.</exception>
    public async ValueTask<Retrieved> RetrieveAsync(
        SearchInput input, VectorSpace? space, ServingAdapter adapter, SearchScratch scratch, SearchTimings timings, CancellationToken cancellationToken)
    {
        var snapshot = catalog.Current;
        var typed = await parser.ParseAsync(input.Text, snapshot, cancellationToken);
        var meant = await understanding.RewriteAsync(input.Text, cancellationToken);
        var query = meant == input.Text ? typed : await parser.ParseAsync(meant, snapshot, cancellationToken);
        if (query.Text != typed.Text)
        {
            query = query with { IsCorrected = true }; // so that people see what was searched for
        }

        timings.End(SearchTimings.Parse);

        var vector = input.LikeItem is null
            ? await EmbedAsync(input, query, space, cancellationToken)
            : snapshot.TryFind(input.LikeItem, out var like) ? space?.OfItem(like) : null;
        timings.End(SearchTimings.Embed);

        if (input.LikeItem is not null && vector is null && snapshot.TryFind(input.LikeItem, out like))
        {
            // Without vectors the item's own words are the query.
            query = await parser.ParseAsync(snapshot.Items[like].Title, snapshot, cancellationToken);
        }

        var corrected = Correct(input, vector, space, adapter);
        await FindAsync(input, query, snapshot, space, corrected, scratch, timings, cancellationToken);
        return new()
        {
            Catalog = snapshot,
            Query = query,
            QueryKey = input.LikeItem is { } item ? QueryKeys.OfItem(item) : QueryKeys.Of(Normalised(input, typed), vector, input.Image.Span),
            Space = space,
            EmbeddedVector = vector,
            QueryVector = corrected,
        };
    }

    /// <summary>The same query with another adapter, into another scratch; null when both adapters see it alike and so find the same.</summary>
    public async ValueTask<Retrieved?> RetrieveAgainAsync(
        SearchInput input, Retrieved first, ServingAdapter adapter, SearchScratch scratch, SearchTimings timings, CancellationToken cancellationToken)
    {
        var corrected = Correct(input, first.EmbeddedVector, first.Space, adapter);
        if (corrected is null == first.QueryVector is null && corrected.AsSpan().SequenceEqual(first.QueryVector))
        {
            return null;
        }

        await FindAsync(input, first.Query, first.Catalog, first.Space, corrected, scratch, timings, cancellationToken);
        return first with { QueryVector = corrected };
    }

    /// <summary>Adapters know people's own words: what was typed or said, not what a typing error was taken for. A picture is no word.</summary>
    private static float[]? Correct(SearchInput input, float[]? vector, VectorSpace? space, ServingAdapter adapter) =>
        space is not null && input.LikeItem is null && input.Image.IsEmpty ? adapter.Correct(input.Text, vector, space.Dimensions) : vector;

    private async ValueTask FindAsync(
        SearchInput input, ParsedQuery query, CatalogSnapshot snapshot, VectorSpace? space, float[]? vector, SearchScratch scratch, SearchTimings timings,
        CancellationToken cancellationToken)
    {
        var passing = PassingItems.Of(snapshot, input.Filters);
        snapshot.Lexical.Match(query.Terms, scratch.Match);
        scratch.LexicalCount = LexicalRetriever.Top(scratch.Match, passing.Ordinals, scratch.LexicalTop, scratch.LexicalScores);
        timings.End(SearchTimings.Lexical);

        try
        {
            scratch.VectorCount = vector is null ? 0 : await space!.SearchAsync(vector, passing, scratch.VectorTop, scratch.VectorScores, cancellationToken);
        }
        catch (VectorSearchException failure)
        {
            logger.LogWarning(failure, "Embedder {Version}: no vectors were searched", space!.Version);
            if (query.Words == 0)
            {
                throw new SearchUnavailableException("Pictures and likes cannot be searched now: the vector store gives no answer.");
            }

            scratch.VectorCount = 0; // words alone find much
        }

        timings.End(SearchTimings.Vector);

        // Words beside a picture ("in red") refine it; alone they would match everything red.
        var lexicalWeight = input.Modality == Modality.Mixed && vector is not null ? 0.5 : 1;
        Fuse(scratch, snapshot, lexicalWeight, input.LikeItem);
    }

    // A text without any word ("???") is its own key.
    private static string? Normalised(SearchInput input, ParsedQuery query) =>
        query.Words > 0 ? query.Text : input.Text?.Trim().ToLowerInvariant();

    private async ValueTask<float[]?> EmbedAsync(SearchInput input, ParsedQuery query, VectorSpace? space, CancellationToken cancellationToken)
    {
        // The picture is looked at even when nothing can embed it: what is no picture is said to be none.
        var picture = input.Image.IsEmpty ? null : await DecodeAsync(input.Image, cancellationToken);
        if (space is null)
        {
            return picture is null || query.Words > 0
                ? null
                : throw new SearchUnavailableException("Pictures cannot be searched yet: no embedder is deployed. It is trained when a catalogue is imported.");
        }

        if (picture is not null && !space.TakesPictures && query.Words == 0)
        {
            throw new SearchUnavailableException("Pictures cannot be searched: the embedder that serves knows words alone.");
        }

        var text = query.Words > 0 ? query.Text : input.Text;
        return space.IsExternal ? await EmbedInTimeAsync(space, text, picture, cancellationToken) : await space.EmbedAsync(text, picture, cancellationToken);
    }

    private async Task<float[]?> EmbedInTimeAsync(VectorSpace space, string? text, RgbImage? picture, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EmbedLimit);
        try
        {
            return await space.EmbedAsync(text, picture, limit.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(failure, "Embedder {Version} gave no vector", space.Version);
            if (string.IsNullOrEmpty(text))
            {
                throw new SearchUnavailableException("The picture could not be embedded now.");
            }

            return null; // words alone find much
        }
    }

    private async Task<RgbImage> DecodeAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        await _decoding.WaitAsync(cancellationToken);
        try
        {
            var decoded = await Task.Run(() => decoder.Decode(file.Span, ImageLimits.Default, MaxSide), cancellationToken);
            return decoded.Image ?? throw new InvalidSearchException("image", decoded.Message);
        }
        finally
        {
            _decoding.Release();
        }
    }

    private static void Fuse(SearchScratch scratch, CatalogSnapshot snapshot, double lexicalWeight, string? except)
    {
        var fused = ReciprocalRankFusion.Fuse<int>(
        [
            (new ArraySegment<int>(scratch.LexicalTop, 0, scratch.LexicalCount), lexicalWeight),
            (new ArraySegment<int>(scratch.VectorTop, 0, scratch.VectorCount), 1),
        ]);
        var count = 0;
        foreach (var (ordinal, score) in fused)
        {
            var id = snapshot.Items[ordinal].ItemId;
            if (id == except)
            {
                continue;
            }

            scratch.Candidates[count] = ordinal;
            scratch.ItemIds[count] = id;
            scratch.Fused[count] = (float)score;
            scratch.LexicalRanks[count] = scratch.LexicalTop.AsSpan(0, scratch.LexicalCount).IndexOf(ordinal) + 1;
            scratch.VectorRanks[count] = scratch.VectorTop.AsSpan(0, scratch.VectorCount).IndexOf(ordinal) + 1;
            count++;
        }

        scratch.Count = count;
    }
}
