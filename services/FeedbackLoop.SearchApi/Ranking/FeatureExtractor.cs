using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Lexical;
using FeedbackLoop.SearchApi.Serving;
using FeedbackLoop.SearchApi.Vectors;
using static FeedbackLoop.Contracts.Features.FeatureCounters;

namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>Fills the vectors of <see cref="RankingFeatures"/> for the candidates of one search. Each line below is a feature's definition.</summary>
public sealed class FeatureExtractor(FeatureOptions options)
{
    /// <param name="scratch">Holds the candidates and, by scope (item, modality, query) x candidates, their counters; receives the features.</param>
    /// <param name="query">Its terms were matched into the scratch's lexical match.</param>
    /// <param name="queryVector">Unit vector of the query; empty when there is no embedder.</param>
    public void Fill(
        SearchScratch scratch, CatalogSnapshot catalog, ParsedQuery query, string modality, VectorSpace? space, ReadOnlySpan<float> queryVector, DateTimeOffset now)
    {
        var types = catalog.Types.NamedBy(query.Terms);
        var colours = catalog.Colours.NamedBy(query.Terms);
        var categories = catalog.Categories.NamedBy(query.Terms);
        var medianPrice = MedianPriceLog(scratch, catalog);
        var count = scratch.Count;
        for (var c = 0; c < count; c++)
        {
            var item = scratch.Candidates[c];
            var f = scratch.Features.AsSpan(c * RankingFeatures.Count, RankingFeatures.Count);

            // BM25F, whether or not the item was among the lexical candidates; missing when it has no term of the query.
            f[RankingFeatures.LexicalScore] = scratch.Match.Score(item) is var lexical and > 0 ? lexical : float.NaN;
            // 1 / rank; 0 when that retriever did not find it.
            f[RankingFeatures.LexicalReciprocalRank] = scratch.LexicalRanks[c] is var lexicalRank and > 0 ? 1f / lexicalRank : 0;
            f[RankingFeatures.VectorReciprocalRank] = scratch.VectorRanks[c] is var vectorRank and > 0 ? 1f / vectorRank : 0;
            f[RankingFeatures.FusedScore] = scratch.Fused[c];
            // Cosine of the query with the item's words and with its picture; missing without an embedder or a picture.
            f[RankingFeatures.TextCosine] = space is null || queryVector.IsEmpty ? float.NaN : space.TextCosine(item, queryVector);
            f[RankingFeatures.ImageCosine] = space is null || queryVector.IsEmpty ? float.NaN : space.ImageCosine(item, queryVector);
            // Share of the query's terms in the title.
            f[RankingFeatures.TitleTermShare] = scratch.Match.TitleShare(item);
            // How far the item's value is what the query names (see FieldIndex.Match).
            f[RankingFeatures.TypeMatch] = catalog.Types.Match(item, types);
            f[RankingFeatures.ColourMatch] = catalog.Colours.Match(item, colours);
            f[RankingFeatures.CategoryMatch] = catalog.Categories.Match(item, categories);

            // ln(1 + price), and that minus the median of the candidates.
            f[RankingFeatures.PriceLog] = catalog.PriceLogs[item];
            f[RankingFeatures.PriceRelative] = catalog.PriceLogs[item] - medianPrice;
            // ln(1 + days since the item came).
            f[RankingFeatures.AgeDaysLog] = (float)Math.Log(1 + Math.Max(0, (now - catalog.Items[item].CreatedAt).TotalDays));

            var itemCtr = FillItem(f, scratch.Counters[c], now);
            f[RankingFeatures.ItemModalityCtr] = (float)Rate(scratch.Counters[count + c], Clicks, Exposure, itemCtr, now);
            FillQueryItem(f, scratch.Counters[2 * count + c], itemCtr, now);

            f[RankingFeatures.QueryTermCount] = query.Words;
            f[RankingFeatures.IsText] = modality is Modality.Text or Modality.Mixed ? 1 : 0;
            f[RankingFeatures.IsImage] = modality is Modality.Image or Modality.Mixed ? 1 : 0;
            f[RankingFeatures.IsVoice] = modality is Modality.Voice ? 1 : 0;
        }
    }

    /// <returns>The item's position-corrected CTR, to which rarer evidence is drawn.</returns>
    private double FillItem(Span<float> f, FeatureCounters? counters, DateTimeOffset now)
    {
        var decay = Decay(counters, options.SlowHalfLife, now);
        var fast = Decay(counters, options.FastHalfLife, now);
        double Slow(int counter) => counters is null ? 0 : counters.Slow[counter] * decay;
        double Fast(int counter) => counters is null ? 0 : counters.Fast[counter] * fast;

        // Clicks over expected looks, drawn to the prior; the fast window is drawn to the slow one.
        var ctr = Smooth(Slow(Clicks), Slow(Exposure), options.PriorCtr);
        f[RankingFeatures.ItemCtr] = (float)ctr;
        f[RankingFeatures.ItemCtrFast] = (float)Smooth(Fast(Clicks), Fast(Exposure), ctr);
        f[RankingFeatures.ItemImpressionsLog] = Log(Slow(Impressions));
        f[RankingFeatures.ItemClicksLog] = Log(Slow(Clicks));
        // Mean of ln(1 + dwell seconds); missing before the first dwell.
        f[RankingFeatures.ItemDwellLog] = Mean(Slow(DwellLogSum), Slow(DwellCount));
        f[RankingFeatures.ItemPogoRate] = (float)Smooth(Slow(PogoSticks), Slow(Clicks), options.PriorRate);
        f[RankingFeatures.ItemSkipRate] = (float)Smooth(Slow(Skips), Slow(Impressions), options.PriorRate);
        f[RankingFeatures.ItemAddRate] = (float)Smooth(Slow(Adds), Slow(Clicks), options.PriorRate);
        // Mean rating in [-1, 1]; missing before the first.
        f[RankingFeatures.ItemRating] = Mean(Slow(RatingSum), Slow(RatingCount));
        f[RankingFeatures.ItemRatingCountLog] = Log(Slow(RatingCount));
        return ctr;
    }

    private void FillQueryItem(Span<float> f, FeatureCounters? counters, double itemCtr, DateTimeOffset now)
    {
        var decay = Decay(counters, options.SlowHalfLife, now);
        double Slow(int counter) => counters is null ? 0 : counters.Slow[counter] * decay;

        f[RankingFeatures.QueryItemCtr] = (float)Smooth(Slow(Clicks), Slow(Exposure), itemCtr);
        f[RankingFeatures.QueryItemImpressionsLog] = Log(Slow(Impressions));
        f[RankingFeatures.QueryItemClicksLog] = Log(Slow(Clicks));
        f[RankingFeatures.QueryItemDwellLog] = Mean(Slow(DwellLogSum), Slow(DwellCount));
        f[RankingFeatures.QueryItemRating] = Mean(Slow(RatingSum), Slow(RatingCount));
    }

    private double Rate(FeatureCounters? counters, int of, int over, double prior, DateTimeOffset now)
    {
        var decay = Decay(counters, options.SlowHalfLife, now);
        return counters is null ? prior : Smooth(counters.Slow[of] * decay, counters.Slow[over] * decay, prior);
    }

    private double Smooth(double of, double over, double prior) =>
        (of + prior * options.PriorStrength) / (Math.Max(over, 0) + options.PriorStrength);

    private static double Decay(FeatureCounters? counters, TimeSpan halfLife, DateTimeOffset now) =>
        counters is null || now <= counters.AsOf ? 1 : Math.Exp(-0.69314718055994531 * ((now - counters.AsOf) / halfLife));

    private static float Log(double count) => (float)Math.Log(1 + Math.Max(0, count));

    private static float Mean(double sum, double count) => count > 1e-6 ? (float)(sum / count) : float.NaN;

    private static float MedianPriceLog(SearchScratch scratch, CatalogSnapshot catalog)
    {
        Span<float> prices = stackalloc float[scratch.Count];
        var count = 0;
        foreach (var item in scratch.Candidates.AsSpan(0, scratch.Count))
        {
            if (!float.IsNaN(catalog.PriceLogs[item]))
            {
                prices[count++] = catalog.PriceLogs[item];
            }
        }

        prices[..count].Sort();
        return count == 0 ? float.NaN : prices[count / 2];
    }
}
