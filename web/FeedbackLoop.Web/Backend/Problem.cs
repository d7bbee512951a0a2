namespace FeedbackLoop.Web.Backend;

/// <summary>Why a service did not answer. <see cref="Status"/> is its HTTP status; 503 when it could not be reached, 504 when it took too long.</summary>
public sealed record Problem(int Status, string Title, string? Detail)
{
    public bool Unavailable => Status >= 500 && Status != StatusCodes.Status501NotImplemented;
}
