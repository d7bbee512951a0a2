using FeedbackLoop.SearchApi.Serving;
using Npgsql;

namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>Follows Retraining's estimates of position bias.</summary>
public sealed class PositionBiasFollower(NpgsqlDataSource dataSource, SearchOptions options, TimeProvider time, ILogger<PositionBiasFollower> logger)
    : Follower(options, time, logger)
{
    private volatile PositionBias _current = new(new Dictionary<string, float[]>(), options.PriorPositionBias);

    public PositionBias Current => _current;

    protected override async Task<TimeSpan?> FollowAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select modality, propensities from position_bias");
        var estimates = new Dictionary<string, float[]>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            estimates[reader.GetString(0)] = reader.GetFieldValue<float[]>(1);
        }

        _current = new(estimates, Options.PriorPositionBias);
        return null;
    }
}
