namespace FeedbackLoop.Retrieval.Images;

public enum ImageFormat
{
    Jpeg,
    Png,
    WebP,
}
