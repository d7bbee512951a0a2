namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>rating_type of Result Rated.</summary>
internal enum RatingScale : byte
{
    /// <summary>-1 or 1.</summary>
    Thumbs,

    /// <summary>1 to 5.</summary>
    Stars,

    /// <summary>0 to 100.</summary>
    Score,
}
