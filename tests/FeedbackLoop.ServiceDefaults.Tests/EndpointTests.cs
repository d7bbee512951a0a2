using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace FeedbackLoop.ServiceDefaults.Tests;

public class EndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Authorization", "Bearer the-key", HttpStatusCode.OK)]
    [InlineData("X-Operator-Key", "the-key", HttpStatusCode.OK)]
    [InlineData("Authorization", "Bearer the-kex", HttpStatusCode.Unauthorized)]
    [InlineData("X-Operator-Key", "the-key ", HttpStatusCode.OK)]
    [InlineData("X-Operator-Key", "the-key2", HttpStatusCode.Unauthorized)]
    [InlineData("X-Other", "the-key", HttpStatusCode.Unauthorized)]
    public async Task Only_the_operator_key_opens_an_operator_endpoint(string header, string value, HttpStatusCode expected)
    {
        await using var service = await SampleService.StartAsync(("Keys:Operator", "the-key"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/operators");
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await service.Client.SendAsync(request, Cancellation);

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Unauthorized)
        {
            Assert.Equal("This is for operators.", (await ProblemAsync(response)).GetProperty("title").GetString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("anything")]
    public async Task Without_a_configured_key_nobody_is_an_operator(string key)
    {
        await using var service = await SampleService.StartAsync(("Keys:Operator", ""));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/operators");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);

        using var response = await service.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_client_that_asks_too_often_is_told_when_to_come_back()
    {
        await using var service = await SampleService.StartAsync(("RateLimits:IncludeLoopback", "true"), ("RateLimits:Burst", "3"), ("RateLimits:PerSecond", "1"));
        var responses = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++)
        {
            responses.Add(await service.Client.GetAsync("/limited", Cancellation));
        }

        Assert.Equal([200, 200, 200, 429], responses.Select(response => (int)response.StatusCode));
        Assert.True(responses[3].Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("Too many requests.", (await ProblemAsync(responses[3])).GetProperty("title").GetString());
        using var health = await service.Client.GetAsync("/health", Cancellation);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Theory]
    [InlineData("""{"count": "many"}""", "$.count")]
    [InlineData("""{"count": """, "$.count")]
    public async Task Json_that_cannot_be_read_is_answered_with_the_field(string json, string field)
    {
        await using var service = await SampleService.StartAsync();
        using var body = new StringContent(json, Encoding.UTF8, "application/json");

        using var response = await service.Client.PostAsync("/order", body, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(field, (await ProblemAsync(response)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_ours_tells_nothing_of_the_inside()
    {
        await using var service = await SampleService.StartAsync();

        using var response = await service.Client.GetAsync("/broken", Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_has_secure_headers_and_an_unknown_path_has_problem_details()
    {
        await using var service = await SampleService.StartAsync();

        using var response = await service.Client.GetAsync("/nowhere", Cancellation);

        Assert.Equal(404, (await ProblemAsync(response)).GetProperty("status").GetInt32());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }
}
