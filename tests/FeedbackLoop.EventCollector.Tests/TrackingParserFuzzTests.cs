using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FeedbackLoop.EventCollector.Tracking;

namespace FeedbackLoop.EventCollector.Tests;

/// <summary>Whatever is sent, the parser agrees with a JSON document tree about what is JSON and where its events are.</summary>
public sealed class TrackingParserFuzzTests
{
    private const string Batch = """
        {"batch":[
          {"type":"track","event":"Product List Viewed","userId":"u","messageId":"m","timestamp":"2026-05-01T12:00:00.000Z",
           "properties":{"search_id":"s-\u00e9","products":[{"product_id":"p","position":1},{"product_id":"q","position":2}]},"context":{"traceparent":null}},
          {"type":"track","event":"Result Rated","anonymousId":7,"sentAt":"2026-05-01T12:00:00Z",
           "properties":{"search_id":"s","product_id":"p","rating_type":"stars","rating":4.5,"nested":{"deep":[[[{}]]]}}},
          {"type":"identify","userId":"u","traits":{"a":[1,2.5e-3,true,null]}}, [], "x"],
         "sentAt":"2026-05-01T12:00:01.000Z","writeKey":"k","context":{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}
        """;

    private static readonly byte[][] Snippets =
        [.. new[] { "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "1e999", "-0", "\\ud800", "\\u0000", "\"batch\":", "\"properties\":", "\"\"" }.Select(Encoding.UTF8.GetBytes)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Damaged_bodies_are_either_refused_or_read_as_a_document_reads_them(int seed)
    {
        var random = new Random(seed);
        var sound = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var body = Damage(Encoding.UTF8.GetBytes(Batch), random);
            if (!Utf8.IsValid(body))
            {
                continue; // the intake refuses these before parsing
            }

            var drafts = new List<EventDraft>();
            var envelope = default(TrackingEnvelope);
            try
            {
                TrackingParser.ParseBatch(body, drafts, ref envelope);
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException)
            {
                continue;
            }

            if (envelope.Field is not null)
            {
                continue;
            }

            sound++;
            using var document = JsonDocument.Parse(body);
            var expected = document.RootElement.EnumerateObject().Where(p => p.NameEquals("batch")).SelectMany(p => p.Value.EnumerateArray()).ToList();
            Assert.Equal(expected.Select(e => e.GetRawText()), drafts.Select(d => Encoding.UTF8.GetString(body, d.Start, d.Length)));
            foreach (var draft in drafts)
            {
                var judged = draft;
                TrackingRules.Check(ref judged);
                Assert.True(judged.Field is not null || judged.PersonId is not null);
            }
        }

        Assert.InRange(sound, 500, 19_999); // some damage is harmless, most is not
    }

    private static byte[] Damage(byte[] body, Random random)
    {
        var bytes = new List<byte>(body);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(32, 127);
                    break;
                case 1:
                    bytes.InsertRange(at, Snippets[random.Next(Snippets.Length)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }
}
