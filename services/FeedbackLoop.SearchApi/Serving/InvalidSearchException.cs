namespace FeedbackLoop.SearchApi.Serving;

/// <summary>A query that cannot be answered as it is: which field, and why.</summary>
public sealed class InvalidSearchException(string field, string reason) : Exception($"{field}: {reason}")
{
    public string Field { get; } = field;
    public string Reason { get; } = reason;
}
