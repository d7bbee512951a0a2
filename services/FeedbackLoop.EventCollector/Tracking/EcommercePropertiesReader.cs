using System.Text.Json;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>Picks the loop's own properties out of an event's <c>properties</c>; everything else in there is the sender's.</summary>
internal static class EcommercePropertiesReader
{
    /// <summary>The reader stands on the first brace of <c>properties</c> and ends on the last.</summary>
    public static void Read(ref Utf8JsonReader reader, ref EcommerceProperties properties)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("search_id"u8))
            {
                reader.Read();
                properties.SearchIdReading = JsonText.Read(ref reader, TrackingLimits.IdLength, numberAllowed: false, out properties.SearchId);
            }
            else if (reader.ValueTextEquals("product_id"u8))
            {
                reader.Read();
                properties.ProductId = JsonText.Check(ref reader, TrackingLimits.IdLength);
            }
            else if (reader.ValueTextEquals("position"u8))
            {
                reader.Read();
                properties.Position = ReadPosition(ref reader);
            }
            else if (reader.ValueTextEquals("dwell_ms"u8))
            {
                reader.Read();
                properties.DwellMs = JsonText.ReadNumber(ref reader, 0, TrackingLimits.DwellMs, whole: true, out _);
            }
            else if (reader.ValueTextEquals("products"u8))
            {
                reader.Read();
                ReadProducts(ref reader, ref properties);
            }
            else if (reader.ValueTextEquals("query"u8))
            {
                reader.Read();
                // A search by picture has no words.
                properties.Query = reader is { TokenType: JsonTokenType.String, ValueSpan.IsEmpty: true }
                    ? Reading.Valid
                    : JsonText.Check(ref reader, TrackingLimits.QueryLength);
            }
            else if (reader.ValueTextEquals("rating"u8))
            {
                reader.Read();
                properties.Rating = JsonText.ReadNumber(ref reader, -1, 100, whole: false, out properties.RatingValue);
            }
            else if (reader.ValueTextEquals("rating_type"u8))
            {
                reader.Read();
                properties.RatingType = ReadScale(ref reader, out properties.Scale);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static Reading ReadPosition(ref Utf8JsonReader reader) =>
        JsonText.ReadNumber(ref reader, 1, TrackingLimits.Position, whole: true, out _);

    private static Reading ReadScale(ref Utf8JsonReader reader, out RatingScale scale)
    {
        scale = RatingScale.Thumbs;
        if (reader.TokenType != JsonTokenType.String)
        {
            var reading = reader.TokenType == JsonTokenType.Null ? Reading.Absent : Reading.Invalid;
            reader.Skip();
            return reading;
        }

        if (reader.ValueTextEquals("thumbs"u8))
        {
            return Reading.Valid;
        }

        scale = reader.ValueTextEquals("stars"u8) ? RatingScale.Stars : RatingScale.Score;
        return scale == RatingScale.Stars || reader.ValueTextEquals("score"u8) ? Reading.Valid : Reading.Invalid;
    }

    private static void ReadProducts(ref Utf8JsonReader reader, ref EcommerceProperties properties)
    {
        properties.Products = Reading.Valid;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            properties.Products = reader.TokenType == JsonTokenType.Null ? Reading.Absent : Reading.Invalid;
            reader.Skip();
            return;
        }

        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                Fault(ref properties, index, null, "has to be an object.");
                continue;
            }

            ReadProduct(ref reader, ref properties, index);
        }
    }

    private static void ReadProduct(ref Utf8JsonReader reader, ref EcommerceProperties properties, int index)
    {
        var productId = Reading.Absent;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("product_id"u8))
            {
                reader.Read();
                productId = JsonText.Check(ref reader, TrackingLimits.IdLength);
            }
            else if (reader.ValueTextEquals("position"u8))
            {
                reader.Read();
                if (ReadPosition(ref reader) == Reading.Invalid)
                {
                    Fault(ref properties, index, "position", TrackingRules.PositionReason);
                }
            }
            else if (reader.ValueTextEquals("search_id"u8))
            {
                reader.Read();
                if (JsonText.Check(ref reader, TrackingLimits.IdLength) == Reading.Invalid)
                {
                    Fault(ref properties, index, "search_id", TrackingRules.IdReason);
                }
            }
            else
            {
                reader.Skip();
            }
        }

        if (productId != Reading.Valid)
        {
            Fault(ref properties, index, "product_id", productId == Reading.Absent ? "is missing." : TrackingRules.IdReason);
        }
    }

    private static void Fault(ref EcommerceProperties properties, int index, string? field, string reason)
    {
        if (properties.ProductsField is null)
        {
            properties.ProductsField = field is null ? $"properties.products[{index}]" : $"properties.products[{index}].{field}";
            properties.ProductsReason = reason;
        }
    }
}
