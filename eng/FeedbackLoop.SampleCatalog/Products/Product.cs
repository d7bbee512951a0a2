namespace FeedbackLoop.SampleCatalog.Products;

/// <summary>One row of the catalogue, with the look its picture is drawn from.</summary>
internal sealed record Product(string Id, Kind Kind, Look Look, string Audience, string Season, string Brand, string Title, string Description, decimal Price);
