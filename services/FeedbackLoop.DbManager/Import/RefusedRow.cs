namespace FeedbackLoop.DbManager.Import;

internal sealed record RefusedRow(int Line, string? ItemId, string Reason);
