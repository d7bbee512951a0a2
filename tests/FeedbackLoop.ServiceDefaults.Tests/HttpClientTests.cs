using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace FeedbackLoop.ServiceDefaults.Tests;

public class HttpClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://search-api/open")]
    [InlineData("https+http://search-api/open")]
    public async Task A_service_is_found_by_its_name(string address)
    {
        await using var service = await SampleService.StartAsync();
        await using var caller = await CallerOfAsync(service);

        Assert.Equal("open", await ClientOf(caller).GetStringAsync(address, Cancellation));
    }

    [Fact]
    public async Task Several_addresses_of_a_service_take_turns()
    {
        await using var one = await SampleService.StartAsync();
        await using var two = await SampleService.StartAsync();
        await using var caller = await SampleService.StartAsync(
            ("services:search-api:http:0", Address(one)), ("services:search-api:http:1", Address(two)));

        for (var i = 0; i < 4; i++)
        {
            using var response = await ClientOf(caller).PostAsync("http://search-api/flaky", null, Cancellation);
        }

        Assert.Equal((2, 2), (one.FlakyCalls, two.FlakyCalls));
    }

    [Fact]
    public async Task A_question_is_asked_again_and_an_order_is_not()
    {
        await using var service = await SampleService.StartAsync();
        await using var caller = await CallerOfAsync(service);

        using var order = await ClientOf(caller).PostAsync("http://search-api/flaky", null, Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (order.StatusCode, service.FlakyCalls));
        Assert.Equal("at last", await ClientOf(caller).GetStringAsync("http://search-api/flaky", Cancellation));
        Assert.Equal(3, service.FlakyCalls);
    }

    [Fact]
    public async Task A_service_that_is_away_is_an_HttpRequestException_also_when_its_circuit_is_open()
    {
        await using var caller = await SampleService.StartAsync(("services:search-api:http:0", "http://127.0.0.1:1"));

        for (var i = 0; i < 30; i++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => ClientOf(caller).PostAsync("http://search-api/open", null, Cancellation));
        }
    }

    private static Task<SampleService> CallerOfAsync(SampleService service) => SampleService.StartAsync(("services:search-api:http:0", Address(service)));

    private static string Address(SampleService service) => service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    private static HttpClient ClientOf(SampleService service) => service.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
}
