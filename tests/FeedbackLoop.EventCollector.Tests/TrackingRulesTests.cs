using System.Text;
using System.Text.Json;
using FeedbackLoop.EventCollector.Tracking;

namespace FeedbackLoop.EventCollector.Tests;

public sealed class TrackingRulesTests
{
    [Theory]
    // The Segment spec.
    [InlineData("track", """ "event":"Anything","userId":"u","properties":{"search_id":7,"product_id":[],"position":"x"} """, null)]
    [InlineData("track", """ "userId":"u" """, "event")]
    [InlineData("track", """ "event":5,"userId":"u" """, "event")]
    [InlineData("track", """ "event":"E" """, "userId")]
    [InlineData("track", """ "event":"E","userId":"","anonymousId":null """, "userId")]
    [InlineData("track", """ "event":"E","userId":12345 """, null)]
    [InlineData("track", """ "event":"E","userId":{} """, "userId")]
    [InlineData("track", """ "event":"E","userId":"u","properties":[] """, "properties")]
    [InlineData("track", """ "event":"E","userId":"u","properties":null,"context":null """, null)]
    [InlineData("track", """ "event":"E","userId":"u","context":"c" """, "context")]
    [InlineData("track", """ "event":"E","userId":"u","timestamp":"yesterday" """, "timestamp")]
    [InlineData("track", """ "event":"E","userId":"u","timestamp":"2012-12-02T00:30:08.276-0800" """, null)]
    [InlineData("track", """ "event":"E","userId":"u","timestamp":1700000000 """, "timestamp")]
    [InlineData("track", """ "event":"E","userId":"u","sentAt":true """, "sentAt")]
    [InlineData("track", """ "event":"E","userId":"u","messageId":7 """, "messageId")]
    [InlineData("identify", """ "userId":"u","traits":7 """, "traits")]
    [InlineData("identify", """ "anonymousId":"a" """, null)]
    [InlineData("group", """ "userId":"u" """, "groupId")]
    [InlineData("alias", """ "userId":"u" """, "previousId")]
    [InlineData("alias", """ "anonymousId":"a","previousId":"b" """, "userId")]
    // What the loop learns from.
    [InlineData("track", """ "event":"Search Served","userId":"u" """, "event")]
    [InlineData("track", """ "event":"Tick","userId":"u" """, "event")]
    [InlineData("track", """ "event":"Products Searched","userId":"u","properties":{"query":"red shoe"} """, null)]
    [InlineData("track", """ "event":"Products Searched","userId":"u","properties":{"query":"","search_id":"s"} """, null)]
    [InlineData("track", """ "event":"Products Searched","userId":"u","properties":{} """, "properties.query")]
    [InlineData("track", """ "event":"Product List Viewed","userId":"u","properties":{"search_id":"s","products":[{"product_id":"p","position":1},{"product_id":"q"}]} """, null)]
    [InlineData("track", """ "event":"Product List Viewed","userId":"u","properties":{"search_id":"s"} """, "properties.products")]
    [InlineData("track", """ "event":"Product List Viewed","userId":"u","properties":{"products":{}} """, "properties.products")]
    [InlineData("track", """ "event":"Product List Viewed","userId":"u","properties":{"products":[{"product_id":"p"},{"position":2}]} """, "properties.products[1].product_id")]
    [InlineData("track", """ "event":"Product List Viewed","userId":"u","properties":{"products":[{"product_id":"p","position":0}]} """, "properties.products[0].position")]
    [InlineData("track", """ "event":"Product List Viewed","userId":"u","properties":{"products":["p"]} """, "properties.products[0]")]
    [InlineData("track", """ "event":"Product Clicked","userId":"u","properties":{"search_id":"s","product_id":"p","position":1} """, null)]
    [InlineData("track", """ "event":"Product Clicked","userId":"u","properties":{"product_id":"p"} """, null)]
    [InlineData("track", """ "event":"Product Clicked","userId":"u" """, "properties.product_id")]
    [InlineData("track", """ "event":"Product Clicked","userId":"u","properties":{"product_id":5} """, "properties.product_id")]
    [InlineData("track", """ "event":"Product Clicked","userId":"u","properties":{"product_id":"p","position":1.5} """, "properties.position")]
    [InlineData("track", """ "event":"Product Clicked","userId":"u","properties":{"product_id":"p","position":"1"} """, "properties.position")]
    [InlineData("track", """ "event":"Product Clicked","userId":"u","properties":{"product_id":"p","search_id":5} """, "properties.search_id")]
    [InlineData("track", """ "event":"Product Viewed","userId":"u","properties":{"product_id":"p","dwell_ms":1200} """, null)]
    [InlineData("track", """ "event":"Product Viewed","userId":"u","properties":{"product_id":"p","dwell_ms":-1} """, "properties.dwell_ms")]
    [InlineData("track", """ "event":"Product Viewed","userId":"u","properties":{"product_id":"p","dwell_ms":86400001} """, "properties.dwell_ms")]
    [InlineData("track", """ "event":"Results Dwelled","userId":"u","properties":{"search_id":"s","dwell_ms":0} """, null)]
    [InlineData("track", """ "event":"Results Dwelled","userId":"u","properties":{"search_id":"s"} """, "properties.dwell_ms")]
    [InlineData("track", """ "event":"Results Dwelled","userId":"u","properties":{"dwell_ms":0} """, "properties.search_id")]
    [InlineData("track", """ "event":"Product Added","userId":"u","properties":{"product_id":"p"} """, null)]
    [InlineData("track", """ "event":"Order Completed","userId":"u","properties":{"products":[{"product_id":"p","search_id":"s"}]} """, null)]
    [InlineData("track", """ "event":"Order Completed","userId":"u","properties":{"products":[{"product_id":"p","search_id":1}]} """, "properties.products[0].search_id")]
    [InlineData("track", """ "event":"Result Rated","userId":"u","properties":{"search_id":"s","product_id":"p","rating_type":"thumbs","rating":-1} """, null)]
    [InlineData("track", """ "event":"Result Rated","userId":"u","properties":{"search_id":"s","product_id":"p","rating_type":"thumbs","rating":0} """, "properties.rating")]
    [InlineData("track", """ "event":"Result Rated","userId":"u","properties":{"search_id":"s","product_id":"p","rating_type":"stars","rating":4.5} """, null)]
    [InlineData("track", """ "event":"Result Rated","userId":"u","properties":{"search_id":"s","product_id":"p","rating_type":"stars","rating":6} """, "properties.rating")]
    [InlineData("track", """ "event":"Result Rated","userId":"u","properties":{"search_id":"s","product_id":"p","rating_type":"score","rating":100} """, null)]
    [InlineData("track", """ "event":"Result Rated","userId":"u","properties":{"search_id":"s","product_id":"p","rating_type":"score","rating":101} """, "properties.rating")]
    [InlineData("track", """ "event":"Result Rated","userId":"u","properties":{"search_id":"s","product_id":"p","rating_type":"smiley","rating":1} """, "properties.rating_type")]
    [InlineData("track", """ "event":"Result Rated","userId":"u","properties":{"search_id":"s","product_id":"p","rating_type":"stars"} """, "properties.rating")]
    [InlineData("track", """ "event":"Result Rated","userId":"u","properties":{"product_id":"p","rating_type":"stars","rating":1} """, "properties.search_id")]
    public void An_event_is_refused_by_its_faulty_field(string type, string fields, string? faulty)
    {
        var single = Draft("{" + fields + "}", Enum.Parse<CallType>(type, ignoreCase: true));
        TrackingRules.Check(ref single);
        Assert.Equal(faulty, single.Field);

        // Fields may come in any order, and the type may be said by the event itself.
        var reversed = Reverse($$"""{"type":"{{type}}",{{fields}}}""");
        var drafts = new List<EventDraft>();
        var envelope = default(TrackingEnvelope);
        TrackingParser.ParseBatch(Encoding.UTF8.GetBytes($$"""{"sentAt":"2026-01-01T00:00:00Z","batch":[{{reversed}}]}"""), drafts, ref envelope);
        var draft = Assert.Single(drafts);
        TrackingRules.Check(ref draft);
        Assert.Equal(faulty, draft.Field);
        Assert.Null(envelope.Field);
    }

    [Theory]
    [InlineData("messageId")]
    [InlineData("userId")]
    public void Ids_have_a_length_limit(string field)
    {
        var others = field == "userId" ? "" : "\"userId\":\"u\",";
        foreach (var (length, refused) in new[] { (TrackingLimits.IdLength, false), (TrackingLimits.IdLength + 1, true) })
        {
            var draft = Draft($$"""{"event":"E",{{others}}"{{field}}":"{{new string('x', length)}}"}""", CallType.Track);
            TrackingRules.Check(ref draft);
            Assert.Equal(refused ? field : null, draft.Field);
        }
    }

    private static EventDraft Draft(string json, CallType type)
    {
        var drafts = new List<EventDraft>();
        var envelope = default(TrackingEnvelope);
        TrackingParser.ParseSingle(Encoding.UTF8.GetBytes(json), type, drafts, ref envelope);
        Assert.Null(envelope.Field);
        return Assert.Single(drafts);
    }

    /// <summary>The same JSON with the fields of every object in opposite order.</summary>
    private static string Reverse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Write(document.RootElement);

        static string Write(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().Reverse().Select(p => $"\"{p.Name}\":{Write(p.Value)}")) + "}",
            JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Write)) + "]",
            _ => value.GetRawText(),
        };
    }
}
