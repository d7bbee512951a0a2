using System.Text.Encodings.Web;
using System.Text.Json;

namespace FeedbackLoop.Bench;

/// <summary>Prints one result as one line of JSON, names in snake_case.</summary>
public static class BenchResult
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Prints.</summary>
    public static void Print<T>(T result) => Console.WriteLine(JsonSerializer.Serialize(result, Options));
}
