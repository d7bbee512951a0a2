using Microsoft.AspNetCore.Http.HttpResults;

namespace FeedbackLoop.Retraining.Endpoints;

/// <summary>What is said when a call cannot be answered.</summary>
internal static class Problems
{
    public const int MaxReason = 500;

    public static ProblemHttpResult BadRequest(string field, string reason) =>
        TypedResults.Problem($"{field}: {reason}.", statusCode: StatusCodes.Status400BadRequest, title: "The request does not make sense.",
            extensions: new Dictionary<string, object?> { ["field"] = field });

    public static ProblemHttpResult NotFound(string what) =>
        TypedResults.Problem($"There is no {what}.", statusCode: StatusCodes.Status404NotFound, title: "Not found.");

    public static ProblemHttpResult Conflict(string reason) =>
        TypedResults.Problem(reason, statusCode: StatusCodes.Status409Conflict, title: "The loop has moved on.");

    /// <summary>Null when the reason may be stored.</summary>
    public static ProblemHttpResult? CheckReason(string? reason) =>
        reason is { Length: > MaxReason } || reason?.Any(char.IsControl) == true
            ? BadRequest("reason", $"at most {MaxReason} characters, none of them control characters")
            : null;
}
