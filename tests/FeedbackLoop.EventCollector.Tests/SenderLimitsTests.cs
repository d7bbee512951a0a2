using System.Net;
using FeedbackLoop.EventCollector.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace FeedbackLoop.EventCollector.Tests;

public sealed class SenderLimitsTests
{
    [Theory]
    [InlineData("203.0.113.7", false, 5)]
    [InlineData("127.0.0.1", false, 20)]
    [InlineData("127.0.0.1", true, 5)]
    public void An_address_may_send_its_burst_and_no_more(string address, bool includeLoopback, int allowed)
    {
        using var limits = new SenderLimits(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["RateLimits:Burst"] = "5",
            ["RateLimits:PerSecond"] = "1",
            ["RateLimits:IncludeLoopback"] = includeLoopback.ToString(),
        }).Build());
        var sender = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        var other = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("203.0.113.8") } };
        Assert.Equal(allowed, Enumerable.Range(0, 20).Count(_ => limits.Allow(sender)));
        Assert.True(limits.Allow(other));
    }
}
