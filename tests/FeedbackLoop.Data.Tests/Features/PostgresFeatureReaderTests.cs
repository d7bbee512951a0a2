using FeedbackLoop.Data.Features;

namespace FeedbackLoop.Data.Tests.Features;

/// <summary>The table itself, which stands in for a cache that is away.</summary>
public sealed class PostgresFeatureReaderTests : FeatureCacheContract
{
    protected override Task<IFeatureCache> OpenAsync() => Task.FromResult<IFeatureCache>(new PostgresFeatureReader(Database.DataSource));
}
