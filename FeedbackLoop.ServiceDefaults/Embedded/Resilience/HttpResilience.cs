using System.Collections.Concurrent;
using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace FeedbackLoop.ServiceDefaults.Resilience;

/// <summary>
/// One pipeline per host and kind of request. Requests that change nothing are tried again (three times more, exponentially, with jitter) and each try
/// has 10 seconds; others get one try. After too many failures a host is left alone for a moment.
/// </summary>
internal sealed class HttpResilience
{
    private readonly ConcurrentDictionary<(string Host, bool Repeatable), ResiliencePipeline<HttpResponseMessage>> _pipelines = new();

    public ResiliencePipeline<HttpResponseMessage> For(HttpRequestMessage request)
    {
        var repeatable = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options;
        return _pipelines.GetOrAdd((request.RequestUri!.Authority, repeatable), key => Build(key.Repeatable));
    }

    private static ResiliencePipeline<HttpResponseMessage> Build(bool repeatable)
    {
        var transient = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>()
            .Handle<TimeoutRejectedException>()
            .HandleResult(response => response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>();
        if (repeatable)
        {
            pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = transient,
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }
        pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = transient,
            FailureRatio = 0.5,
            MinimumThroughput = 20,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(2),
        });
        if (repeatable)
        {
            pipeline.AddTimeout(TimeSpan.FromSeconds(10));
        }
        return pipeline.Build();
    }
}
