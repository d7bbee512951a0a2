using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Data.Events;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>What an event has to have: the Segment spec, and for the names that the loop learns from what it needs to join and count them.
/// An event of any other name is kept as it is.</summary>
internal static class TrackingRules
{
    public static readonly string IdReason = $"has to be a text of 1 to {TrackingLimits.IdLength} characters.";
    public static readonly string PositionReason = $"has to be a whole number from 1 to {TrackingLimits.Position}.";
    private static readonly string DwellReason = $"has to be a whole number of milliseconds from 0 to {TrackingLimits.DwellMs}.";
    private static readonly string QueryReason = $"has to be a text of at most {TrackingLimits.QueryLength} characters.";

    public static void Check(ref EventDraft draft)
    {
        if (draft.Length > TrackingLimits.EventBytes)
        {
            draft.Refuse("", $"is larger than {TrackingLimits.EventBytes} bytes.");
        }

        if (draft.Type is not { } type)
        {
            draft.Refuse("type", "has to be one of track, page, screen, identify, group, alias.");
            return;
        }

        if (draft.UserId is null && (draft.AnonymousId is null || type == CallType.Alias))
        {
            draft.Refuse("userId", type == CallType.Alias ? "is missing." : "is missing, and so is anonymousId: one of them is needed.");
        }

        switch (type)
        {
            case CallType.Track:
                CheckTrack(ref draft);
                break;
            case CallType.Group when draft.GroupId is null:
                draft.Refuse("groupId", "is missing.");
                break;
            case CallType.Alias when draft.PreviousId is null:
                draft.Refuse("previousId", "is missing.");
                break;
        }
    }

    private static void CheckTrack(ref EventDraft draft)
    {
        ref var properties = ref draft.Properties;
        switch (draft.Name)
        {
            case null or "":
                draft.Refuse("event", "is missing: a track call names its event.");
                return;
            case var name when name.Length > TrackingLimits.NameLength || !NewEventRules.IsStorable(name):
                draft.Refuse("event", $"has to be a text of 1 to {TrackingLimits.NameLength} characters.");
                return;
            case EventNames.SearchServed or EventNames.Tick:
                draft.Refuse("event", "is a name that only the loop itself may use.");
                return;
            case EventNames.ProductsSearched:
                Require(ref draft, properties.Query, "properties.query", QueryReason);
                break;
            case EventNames.ProductListViewed:
                CheckProducts(ref draft);
                break;
            case EventNames.OrderCompleted:
                CheckProducts(ref draft);
                return; // one order joins several searches, product by product
            case EventNames.ProductClicked or EventNames.ProductAdded:
                CheckProduct(ref draft);
                break;
            case EventNames.ProductViewed:
                CheckProduct(ref draft);
                Permit(ref draft, properties.DwellMs, "properties.dwell_ms", DwellReason);
                break;
            case EventNames.ResultRated:
                Require(ref draft, properties.SearchIdReading, "properties.search_id", IdReason);
                CheckProduct(ref draft);
                CheckRating(ref draft);
                break;
            case EventNames.ResultsDwelled:
                Require(ref draft, properties.SearchIdReading, "properties.search_id", IdReason);
                Require(ref draft, properties.DwellMs, "properties.dwell_ms", DwellReason);
                break;
            default:
                if (properties.SearchIdReading == Reading.Invalid)
                {
                    properties.SearchId = null; // not ours to judge
                }

                return;
        }

        Permit(ref draft, properties.SearchIdReading, "properties.search_id", IdReason);
    }

    private static void CheckProduct(ref EventDraft draft)
    {
        Require(ref draft, draft.Properties.ProductId, "properties.product_id", IdReason);
        Permit(ref draft, draft.Properties.Position, "properties.position", PositionReason);
    }

    private static void CheckProducts(ref EventDraft draft)
    {
        Require(ref draft, draft.Properties.Products, "properties.products", "has to be an array of products.");
        if (draft.Properties.ProductsField is { } field)
        {
            draft.Refuse(field, draft.Properties.ProductsReason!);
        }
    }

    private static void CheckRating(ref EventDraft draft)
    {
        ref var properties = ref draft.Properties;
        Require(ref draft, properties.RatingType, "properties.rating_type", "has to be thumbs, stars or score.");
        var (allowed, reason) = properties.Scale switch
        {
            RatingScale.Thumbs => (properties.RatingValue is -1 or 1, "has to be -1 or 1 for thumbs."),
            RatingScale.Stars => (properties.RatingValue is >= 1 and <= 5, "has to be a number from 1 to 5 for stars."),
            _ => (properties.RatingValue is >= 0 and <= 100, "has to be a number from 0 to 100 for score."),
        };
        Require(ref draft, properties.Rating == Reading.Valid && !allowed ? Reading.Invalid : properties.Rating, "properties.rating", reason);
    }

    private static void Require(ref EventDraft draft, Reading reading, string field, string reason)
    {
        if (reading == Reading.Absent)
        {
            draft.Refuse(field, "is missing.");
        }

        Permit(ref draft, reading, field, reason);
    }

    private static void Permit(ref EventDraft draft, Reading reading, string field, string reason)
    {
        if (reading == Reading.Invalid)
        {
            draft.Refuse(field, reason);
        }
    }
}
