using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>What a sender is told.</summary>
internal static class TrackingAnswers
{
    private static readonly byte[] Success = "{\"success\":true}"u8.ToArray();

    /// <summary>Everything was kept; the answer that nearly all requests get.</summary>
    public static Task AcceptedAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        response.ContentLength = Success.Length;
        return response.Body.WriteAsync(Success, 0, Success.Length);
    }

    public static Task AcceptedInPartAsync(HttpContext context, IReadOnlyList<Refusal> refused) =>
        TypedResults.Ok(new PartlyAccepted(true, refused)).ExecuteAsync(context);

    public static Task InvalidAsync(HttpContext context, string field, string reason) =>
        TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [reason] })
        {
            Title = "The event is refused.",
            Detail = $"{field} {reason}",
            Status = StatusCodes.Status400BadRequest,
        }).ExecuteAsync(context);

    public static Task TooLargeAsync(HttpContext context, string field, string reason) =>
        TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [reason] })
        {
            Title = "The request is too large.",
            Detail = $"{field} {reason}",
            Status = StatusCodes.Status413PayloadTooLarge,
        }).ExecuteAsync(context);

    public static Task UnauthorizedAsync(HttpContext context) =>
        TypedResults.Problem(new ProblemDetails
        {
            Title = "The write key is missing or wrong.",
            Detail = "Send it as the user name of Basic authentication, as 'writeKey' in the query, or as 'writeKey' in the body.",
            Status = StatusCodes.Status401Unauthorized,
        }).ExecuteAsync(context);

    /// <summary>What the server or the body's encoding has against the request: too slow, cut off, encoded in an unknown way.</summary>
    public static Task UnreadableAsync(HttpContext context, BadHttpRequestException failure) =>
        TypedResults.Problem(new ProblemDetails { Title = "The request cannot be read.", Detail = failure.Message, Status = failure.StatusCode }).ExecuteAsync(context);

    public static Task TooManyAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Problem(new ProblemDetails
        {
            Title = "Too many requests.",
            Detail = "Send more events in one request, or try again in 1 s.",
            Status = StatusCodes.Status429TooManyRequests,
        }).ExecuteAsync(context);
    }

    public static Task UnavailableAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Problem(new ProblemDetails
        {
            Title = "The event log does not answer.",
            Detail = "Nothing of this request was acknowledged. Send it again: an event with the same messageId is kept once.",
            Status = StatusCodes.Status503ServiceUnavailable,
        }).ExecuteAsync(context);
    }
}
