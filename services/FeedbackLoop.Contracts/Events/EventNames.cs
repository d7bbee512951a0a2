namespace FeedbackLoop.Contracts.Events;

/// <summary>The event names that the loop understands. Ecommerce names follow the Segment Ecommerce spec, version 2;
/// <see cref="ResultRated"/>, <see cref="ResultsDwelled"/> and the internal names are the project's own.</summary>
public static class EventNames
{
    /// <summary>A person searched. properties: search_id, query.</summary>
    public const string ProductsSearched = "Products Searched";

    /// <summary>Results became visible (an impression). properties: search_id, products: [{product_id, position}].</summary>
    public const string ProductListViewed = "Product List Viewed";

    /// <summary>A result was clicked. properties: search_id, product_id, position.</summary>
    public const string ProductClicked = "Product Clicked";

    /// <summary>An item page was seen; sent again when it is left, with dwell_ms (visible time only). properties: search_id, product_id, position, dwell_ms.</summary>
    public const string ProductViewed = "Product Viewed";

    /// <summary>An item went into the basket. properties: search_id, product_id, position.</summary>
    public const string ProductAdded = "Product Added";

    /// <summary>An order was completed. properties: products: [{product_id, search_id}].</summary>
    public const string OrderCompleted = "Order Completed";

    /// <summary>Explicit feedback. properties: search_id, product_id, position, rating_type (thumbs: -1 or 1; stars: 1 to 5; score: 0 to 100), rating.</summary>
    public const string ResultRated = "Result Rated";

    /// <summary>The result page was left or hidden. properties: search_id, dwell_ms (visible time on the result page).</summary>
    public const string ResultsDwelled = "Results Dwelled";

    /// <summary>Internal: SearchApi answered a query; payload is <see cref="SearchServed"/>. Never accepted from outside.</summary>
    public const string SearchServed = "Search Served";

    /// <summary>Internal: time passed without events; lets the log's own time close searches, so that a rebuild repeats exactly.</summary>
    public const string Tick = "Tick";
}
