using FeedbackLoop.Contracts.Features;
using StackExchange.Redis;

namespace FeedbackLoop.Data.Features;

/// <summary>The online features in Redis, as <see cref="RedisFeaturePublisher"/> puts them there. One round trip per search: a command per scope, all in one
/// batch, together with the question whether the generation is still the current one.</summary>
internal sealed class RedisFeatureCache(IConnectionMultiplexer redis, FeatureCacheOptions options, TimeProvider time) : IFeatureCache
{
    private volatile string? _generation;

    /// <exception cref="RedisException">Redis is away, or holds no features (yet).</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async ValueTask GetAsync(
        IReadOnlyList<string> scopes, IReadOnlyList<string> itemIds, Memory<FeatureCounters?> found, CancellationToken cancellationToken = default)
    {
        FeatureMatrix.ThrowIfTooSmall(scopes, itemIds, found);
        var fields = new RedisValue[itemIds.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = itemIds[i];
        }

        var database = redis.GetDatabase();
        var generation = _generation ?? await CurrentAsync(database.StringGetAsync(RedisFeatureFormat.Current), cancellationToken);
        while (true)
        {
            var batch = database.CreateBatch();
            var current = batch.StringGetAsync(RedisFeatureFormat.Current);
            var rows = new Task<RedisValue[]>[scopes.Count];
            for (var s = 0; s < rows.Length; s++)
            {
                rows[s] = batch.HashGetAsync(RedisFeatureFormat.Scope(generation, scopes[s]), fields);
            }

            batch.Execute();
            var values = await Task.WhenAll(rows).WaitAsync(options.Timeout, time, cancellationToken);
            var now = await CurrentAsync(current, cancellationToken);
            _generation = now;
            if (now == generation)
            {
                Fill(found.Span, scopes, itemIds, values);
                return;
            }

            // Another one took its place meanwhile.
            generation = now;
        }
    }

    private async Task<string> CurrentAsync(Task<RedisValue> reading, CancellationToken cancellationToken)
    {
        string? current = await reading.WaitAsync(options.Timeout, time, cancellationToken);
        return current ?? throw new RedisException("Redis holds no features, or nobody keeps them up.");
    }

    private static void Fill(Span<FeatureCounters?> found, IReadOnlyList<string> scopes, IReadOnlyList<string> itemIds, RedisValue[][] values)
    {
        for (var s = 0; s < scopes.Count; s++)
        {
            for (var i = 0; i < itemIds.Count; i++)
            {
                var value = values[s][i];
                found[(s * itemIds.Count) + i] = value.IsNull ? null : RedisFeatureFormat.Read(scopes[s], itemIds[i], (byte[])value!);
            }
        }
    }
}
