namespace FeedbackLoop.Web.Basket;

/// <summary>One item in the basket, with the search that led to it.</summary>
public sealed record BasketLine(string ItemId, int Quantity, string? SearchId, int? Position);
