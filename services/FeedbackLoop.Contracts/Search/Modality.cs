namespace FeedbackLoop.Contracts.Search;

/// <summary>How a query was asked.</summary>
public static class Modality
{
    public const string Text = "text";
    public const string Image = "image";
    public const string Voice = "voice";

    /// <summary>Picture and text together.</summary>
    public const string Mixed = "mixed";

    public static readonly string[] All = [Text, Image, Voice, Mixed];
}
