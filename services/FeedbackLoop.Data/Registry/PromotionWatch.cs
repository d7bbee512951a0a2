namespace FeedbackLoop.Data.Registry;

/// <summary>How a new champion is to be watched: against what level, and how long.</summary>
/// <param name="Until">End of the watch.</param>
/// <param name="BaselineJson">Level of the champion before, as the guard wrote it.</param>
public sealed record PromotionWatch(DateTimeOffset Until, string BaselineJson);
