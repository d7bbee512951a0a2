namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>The properties that the loop's events are joined and counted by. Read before the event's name is known (JSON has no order), judged after.</summary>
internal struct EcommerceProperties
{
    public string? SearchId;
    public Reading SearchIdReading;
    public Reading ProductId;
    public Reading Position;
    public Reading Query;
    public Reading DwellMs;
    public Reading Rating;
    public double RatingValue;
    public Reading RatingType;
    public RatingScale Scale;
    public Reading Products;

    /// <summary>The first fault within <c>products</c>, as a path and a reason; null when there is none.</summary>
    public string? ProductsField;
    public string? ProductsReason;
}
