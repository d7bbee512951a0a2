using System.Text.Json;
using System.Text.Json.Serialization;

namespace FeedbackLoop.Contracts.Events;

/// <summary>Source-generated JSON of the event that is written once per search.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(SearchServed))]
public sealed partial class SearchServedJson : JsonSerializerContext;
