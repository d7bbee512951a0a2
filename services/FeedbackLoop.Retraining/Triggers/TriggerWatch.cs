using FeedbackLoop.Retraining.Metrics;
using FeedbackLoop.Retraining.Runs;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.Retraining.Triggers;

/// <summary>Gathers the facts, asks the rules, and queues the run that they want.</summary>
public sealed class TriggerWatch(
    NpgsqlDataSource dataSource, MetricWindows windows, RunStore runs, RunSignal signal, TimeProvider time, IOptions<RetrainingOptions> options,
    ILogger<TriggerWatch> logger)
{
    private readonly TriggerOptions _options = options.Value.Triggers;

    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var facts = await FactsAsync(cancellationToken);
        if (TriggerRules.Hold(facts, _options) is not null
            || TriggerRules.Evaluate(facts, _options).FirstOrDefault(verdict => verdict.Fired) is not { } fired)
        {
            return;
        }

        var (queued, _) = await runs.QueueAsync(fired.Trigger, fired.Sentence, null, facts.Now, cancellationToken);
        if (queued is { } id)
        {
            logger.LogInformation("Run {Run} is queued by {Trigger}. {Reason}", id, fired.Trigger, fired.Sentence);
            signal.Set();
        }
    }

    /// <summary>One sentence for each rule, and one for what holds runs back.</summary>
    public async Task<(TriggerFacts Facts, IReadOnlyList<string> Sentences)> ExplainAsync(CancellationToken cancellationToken)
    {
        var facts = await FactsAsync(cancellationToken);
        var sentences = TriggerRules.Evaluate(facts, _options).Select(verdict => verdict.Sentence).ToList();
        if (TriggerRules.Hold(facts, _options) is { } hold)
        {
            sentences.Insert(0, hold);
        }

        return (facts, sentences);
    }

    private async Task<TriggerFacts> FactsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var settled = await windows.SettledAsync(now, 10 * Math.Max(1, _options.AccuracyWindows), cancellationToken);
        await using var command = dataSource.CreateCommand(
            """
            with last as (select max(started_at) as at, max(last_example) as example from training_run where kind = 'ranker' and state in ('done', 'rejected', 'failed'))
            select
                last.at,
                (select min(served_at) from training_example),
                (select max(at) from deployment_change where kind = 'ranker'),
                (select count(*) from training_example where excluded is null),
                (select count(*) from training_example where excluded is null and example_no > coalesce(last.example, 0)),
                exists (select from training_run where state in ('queued', 'running')),
                coalesce(
                    (select version from model_version where kind = 'ranker' and status in ('challenger', 'candidate') order by status desc limit 1),
                    (select to_version from deployment_change where kind = 'ranker' and watch = 'watching' limit 1)),
                array(select string_agg(case when drifted then subject else '' end, chr(10) order by statistic / nullif(threshold, 0) desc)
                    from drift_test where at > coalesce(last.at, '-infinity') group by at order by at)
            from last
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new TriggerFacts
        {
            Now = now,
            LastRunAt = reader.IsDBNull(0) ? null : reader.GetFieldValue<DateTimeOffset>(0),
            FirstExampleAt = reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1),
            ChampionSince = reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2),
            Examples = reader.GetInt64(3),
            ExamplesSinceLastRun = reader.GetInt64(4),
            RunPending = reader.GetBoolean(5),
            Undecided = reader.IsDBNull(6) ? null : reader.GetString(6),
            DriftLooks = [.. reader.GetFieldValue<string[]>(7)
                .Select(look => (IReadOnlyList<string>)look.Split('\n', StringSplitOptions.RemoveEmptyEntries))],
            Windows = settled,
        };
    }
}
