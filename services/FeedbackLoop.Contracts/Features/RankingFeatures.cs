namespace FeedbackLoop.Contracts.Features;

/// <summary>The feature vector that ranks a candidate, in this order, as float32; NaN means "missing".
/// SearchApi fills it, SearchServed logs it, Retraining learns from it, so all three agree here.
/// When the list changes, <see cref="Version"/> goes up, and examples of another version are not mixed in.</summary>
public static class RankingFeatures
{
    public const int Version = 1;

    // How well the item answers the query.
    public const int LexicalScore = 0;
    public const int LexicalReciprocalRank = 1;
    public const int TextCosine = 2;
    public const int ImageCosine = 3;
    public const int VectorReciprocalRank = 4;
    public const int FusedScore = 5;
    public const int TitleTermShare = 6;
    public const int TypeMatch = 7;
    public const int ColourMatch = 8;
    public const int CategoryMatch = 9;

    // What the item is.
    public const int PriceLog = 10;
    public const int PriceRelative = 11;
    public const int AgeDaysLog = 12;

    // What people did with the item: decayed, position-corrected.
    public const int ItemCtr = 13;
    public const int ItemCtrFast = 14;
    public const int ItemImpressionsLog = 15;
    public const int ItemClicksLog = 16;
    public const int ItemDwellLog = 17;
    public const int ItemPogoRate = 18;
    public const int ItemSkipRate = 19;
    public const int ItemAddRate = 20;
    public const int ItemRating = 21;
    public const int ItemRatingCountLog = 22;
    public const int ItemModalityCtr = 23;

    // What people did with the item after this very query.
    public const int QueryItemCtr = 24;
    public const int QueryItemImpressionsLog = 25;
    public const int QueryItemClicksLog = 26;
    public const int QueryItemDwellLog = 27;
    public const int QueryItemRating = 28;

    // The query itself.
    public const int QueryTermCount = 29;
    public const int IsText = 30;
    public const int IsImage = 31;
    public const int IsVoice = 32;

    public static readonly string[] Names =
    [
        "lexical_score", "lexical_reciprocal_rank", "text_cosine", "image_cosine", "vector_reciprocal_rank", "fused_score",
        "title_term_share", "type_match", "colour_match", "category_match",
        "price_log", "price_relative", "age_days_log",
        "item_ctr", "item_ctr_fast", "item_impressions_log", "item_clicks_log", "item_dwell_log", "item_pogo_rate", "item_skip_rate",
        "item_add_rate", "item_rating", "item_rating_count_log", "item_modality_ctr",
        "query_item_ctr", "query_item_impressions_log", "query_item_clicks_log", "query_item_dwell_log", "query_item_rating",
        "query_term_count", "is_text", "is_image", "is_voice",
    ];

    public static int Count => Names.Length;
}
