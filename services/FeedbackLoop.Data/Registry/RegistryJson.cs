using System.Text.Json;
using System.Text.Json.Serialization;
using FeedbackLoop.Contracts.Retraining;

namespace FeedbackLoop.Data.Registry;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelLineage))]
internal sealed partial class RegistryJson : JsonSerializerContext;
