using System.Net;
using System.Threading.RateLimiting;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>
/// How many requests one address may send: <c>RateLimits:PerSecond</c> on the average, <c>RateLimits:Burst</c> at once; as for every public endpoint of the
/// house, senders on this machine are not limited unless <c>RateLimits:IncludeLoopback</c> is true. Asked by the intake itself, which stands before the
/// middleware that does this elsewhere.
/// </summary>
internal sealed class SenderLimits(IConfiguration configuration) : IDisposable
{
    private readonly bool _includeLoopback = configuration.GetValue("RateLimits:IncludeLoopback", false);
    private readonly PartitionedRateLimiter<IPAddress> _limiter = Create(configuration);

    public bool Allow(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address || (!_includeLoopback && IPAddress.IsLoopback(address)))
        {
            return true;
        }

        using var lease = _limiter.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    private static PartitionedRateLimiter<IPAddress> Create(IConfiguration configuration)
    {
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(1, configuration.GetValue("RateLimits:Burst", 10_000)),
            TokensPerPeriod = Math.Max(1, configuration.GetValue("RateLimits:PerSecond", 2_000)),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        };
        return PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetTokenBucketLimiter(address, _ => bucket));
    }
}
