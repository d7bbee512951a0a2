namespace FeedbackLoop.Web.Shop;

/// <summary>Category paths as people read them.</summary>
public static class CategoryName
{
    /// <summary>"Apparel > Topwear" is Topwear.</summary>
    public static string Last(string path) => path[(path.LastIndexOf('>') + 1)..].Trim();

    /// <summary>"Apparel > Topwear" is Apparel; null for a category of the first level.</summary>
    public static string? Parent(string path) => path.LastIndexOf('>') is var at and > 0 ? path[..at].Trim() : null;
}
