using System.Net.Http.Headers;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Web.Backend;
using FeedbackLoop.Web.Feedback;

namespace FeedbackLoop.Web.Search;

/// <summary>What the shop asks of SearchApi.</summary>
public sealed class SearchClient(HttpClient http)
{
    public Task<Answer<SearchResponse>> SearchAsync(ShopQuery query, byte[]? picture, Visitor visitor, CancellationToken ct)
    {
        var body = new SearchRequest
        {
            Text = query.Text,
            Image = picture is null ? null : Convert.ToBase64String(picture),
            Filters = query.Filters,
            Take = query.Take,
            AnonymousId = visitor.AnonymousId,
            Cohort = visitor.Cohort,
        };
        return http.SendForAnswerAsync<SearchResponse>(new HttpRequestMessage(HttpMethod.Post, "/api/search") { Content = JsonContent.Create(body) }, ct);
    }

    /// <param name="audio">A WAV file.</param>
    public Task<Answer<SearchResponse>> SearchByVoiceAsync(Stream audio, Visitor visitor, CancellationToken ct)
    {
        var file = new StreamContent(audio);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        var form = new MultipartFormDataContent
        {
            { file, "audio", "question.wav" },
            { new StringContent(visitor.AnonymousId), "anonymousId" },
            { new StringContent(visitor.Cohort), "cohort" },
        };
        return http.SendForAnswerAsync<SearchResponse>(new HttpRequestMessage(HttpMethod.Post, "/api/search/voice") { Content = form }, ct);
    }

    public Task<Answer<ItemResponse>> ItemAsync(string itemId, CancellationToken ct) =>
        http.GetAnswerAsync<ItemResponse>($"/api/items/{Uri.EscapeDataString(itemId)}", ct);

    public Task<Answer<SearchResponse>> SimilarAsync(string itemId, Visitor visitor, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/items/{Uri.EscapeDataString(itemId)}/similar?take=6&cohort={visitor.Cohort}");
        request.Headers.Add("X-Anonymous-Id", visitor.AnonymousId);
        return http.SendForAnswerAsync<SearchResponse>(request, ct);
    }

    public Task<Answer<CatalogFacets>> FacetsAsync(CancellationToken ct) => http.GetAnswerAsync<CatalogFacets>("/api/catalog/facets", ct);
}
