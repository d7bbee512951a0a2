using FeedbackLoop.Contracts.Features;

namespace FeedbackLoop.Data.Features;

/// <summary>Online features for serving: process memory over PostgreSQL in the embedded profile, Redis in the cloud profile.</summary>
public interface IFeatureCache
{
    /// <summary>The counters of each (scope, item) pair of scopes x items, in one round trip at most.
    /// <paramref name="found"/> is filled row-major (scopes x items); null where nothing is known yet.</summary>
    ValueTask GetAsync(IReadOnlyList<string> scopes, IReadOnlyList<string> itemIds, Memory<FeatureCounters?> found, CancellationToken cancellationToken = default);
}
