using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

public static class RateLimitExtensions
{
    private const string PublicPolicy = "Public";

    /// <summary>
    /// Limits how often one client may call: <c>RateLimits:PerSecond</c> (default 50) on the average, <c>RateLimits:Burst</c> (default 500) at once.
    /// Clients are told apart by address. Callers on this machine are the other services and are not limited, unless
    /// <c>RateLimits:IncludeLoopback</c> is true.
    /// </summary>
    public static TBuilder RequirePublicRateLimit<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireRateLimiting(PublicPolicy);

    internal static void AddClientRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var perSecond = Math.Max(1, configuration.GetValue("RateLimits:PerSecond", 50));
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(1, configuration.GetValue("RateLimits:Burst", 500)),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            TokensPerPeriod = perSecond,
            QueueLimit = 0,
        };
        var includeLoopback = configuration.GetValue("RateLimits:IncludeLoopback", false);
        services.AddRateLimiter(options =>
        {
            options.AddPolicy(PublicPolicy, context => context.Connection.RemoteIpAddress is { } address && (includeLoopback || !IPAddress.IsLoopback(address))
                ? RateLimitPartition.GetTokenBucketLimiter(address.ToString(), _ => bucket)
                : RateLimitPartition.GetNoLimiter(""));
            options.OnRejected = RejectAsync;
        });
    }

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)) : 1;
        response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        await context.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new()
        {
            HttpContext = context.HttpContext,
            ProblemDetails = { Status = response.StatusCode, Title = "Too many requests.", Detail = $"Try again in {wait} s." },
        });
    }
}
