using System.Text.Json;
using System.Text.Json.Serialization;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Search;

namespace FeedbackLoop.SearchApi;

/// <summary>Source-generated JSON of what this API takes and gives.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SearchRequest))]
[JsonSerializable(typeof(SearchResponse))]
[JsonSerializable(typeof(ItemResponse))]
[JsonSerializable(typeof(CatalogImportRequest))]
[JsonSerializable(typeof(CatalogImportStatus))]
[JsonSerializable(typeof(IReadOnlyList<CatalogImportStatus>))]
[JsonSerializable(typeof(CatalogFacets))]
[JsonSerializable(typeof(CatalogStatus))]
[JsonSerializable(typeof(Dictionary<string, string>))]
public sealed partial class SearchJson : JsonSerializerContext;
