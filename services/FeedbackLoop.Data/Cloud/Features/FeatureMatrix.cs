using FeedbackLoop.Contracts.Features;

namespace FeedbackLoop.Data.Features;

/// <summary>Where the counters of (scope, item) stand in the answer of <see cref="IFeatureCache.GetAsync"/>.</summary>
internal static class FeatureMatrix
{
    public static void ThrowIfTooSmall(IReadOnlyList<string> scopes, IReadOnlyList<string> itemIds, Memory<FeatureCounters?> found)
    {
        if (found.Length < scopes.Count * itemIds.Count)
        {
            throw new ArgumentException($"needs {scopes.Count} x {itemIds.Count} places, has {found.Length}", nameof(found));
        }
    }

    public static Dictionary<string, int> Places(IReadOnlyList<string> names)
    {
        var places = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            places[names[i]] = i;
        }

        return places;
    }
}
