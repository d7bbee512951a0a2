using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Shoppers.People;
using FeedbackLoop.Shoppers.Truth;

namespace FeedbackLoop.Shoppers.Service;

/// <summary>SearchApi over HTTP.</summary>
public sealed class SearchClient(Uri address) : IDisposable
{
    public const int Take = 24;
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public async Task<SearchResponse> SearchAsync(Want want, Person person, CancellationToken cancellationToken)
    {
        using var request = want.Like is null
            ? new HttpRequestMessage(HttpMethod.Get, FormattableString.Invariant($"/api/search?q={Uri.EscapeDataString(want.Words)}&take={Take}&cohort={person.Cohort}"))
            : new HttpRequestMessage(HttpMethod.Post, FormattableString.Invariant($"/api/search/image?take={Take}&cohort={person.Cohort}")) { Content = await PictureAsync(want.Like, cancellationToken) };
        request.Headers.Add("X-Anonymous-Id", person.AnonymousId);
        using var answer = await _http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<SearchResponse>(cancellationToken))!;
    }

    /// <summary>Whether there are items and all can be found by their pictures, too.</summary>
    public async Task<bool> IsCatalogReadyAsync(CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<CatalogStatus>("/api/catalog/status", cancellationToken) is { Items: > 0, Progress: >= 1 };

    /// <summary>All items that can be found by type, which for a shop of a few thousand is nearly all of them.</summary>
    public async Task<IReadOnlyList<ItemResponse>> ExploreAsync(CancellationToken cancellationToken)
    {
        var facets = (await _http.GetFromJsonAsync<CatalogFacets>("/api/catalog/facets", cancellationToken))!;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in facets.Types)
        {
            var colours = type.Count > 100 ? facets.Colours.Select(colour => (string?)colour.Value) : [null];
            foreach (var colour in colours)
            {
                var query = string.Create(CultureInfo.InvariantCulture,
                    $"/api/search?q={Uri.EscapeDataString(colour is null ? type.Value : $"{colour} {type.Value}")}&take=100&type={Uri.EscapeDataString(type.Value)}")
                    + (colour is null ? "" : $"&colour={Uri.EscapeDataString(colour)}");
                var found = await _http.GetFromJsonAsync<SearchResponse>(query, cancellationToken);
                ids.UnionWith(found!.Results.Select(result => result.ItemId));
            }
        }

        var items = new List<ItemResponse>(ids.Count);
        foreach (var batch in ids.Order(StringComparer.Ordinal).Chunk(16))
        {
            items.AddRange(await Task.WhenAll(batch.Select(id => ItemAsync(id, cancellationToken))));
        }

        return items;
    }

    public async Task<ItemResponse> ItemAsync(string itemId, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<ItemResponse>($"/api/items/{Uri.EscapeDataString(itemId)}", cancellationToken))!;

    public void Dispose() => _http.Dispose();

    private async Task<MultipartFormDataContent> PictureAsync(KnownItem item, CancellationToken cancellationToken)
    {
        using var picture = await _http.GetAsync(item.ImageUrl, cancellationToken);
        picture.EnsureSuccessStatusCode();
        var content = new ByteArrayContent(await picture.Content.ReadAsByteArrayAsync(cancellationToken));
        content.Headers.ContentType = picture.Content.Headers.ContentType ?? new MediaTypeHeaderValue("image/jpeg");
        return new MultipartFormDataContent { { content, "image", "picture" } };
    }
}
