using FeedbackLoop.Data.Events;
using FeedbackLoop.FeatureStore.Feedback;
using FeedbackLoop.FeatureStore.Storage;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Following;

/// <summary>Counts one batch of events in one transaction that also moves this consumer's position: every event counts once, after any crash.</summary>
public sealed class BatchCounter(NpgsqlDataSource dataSource, FeatureStoreOptions options)
{
    public const string Consumer = "feature-store";

    /// <summary>Events up to the stored position are passed over, so a batch that is handed in twice counts once.</summary>
    /// <returns>How many searches were closed.</returns>
    /// <exception cref="InvalidOperationException">The batch does not go on from the stored position.</exception>
    public async Task<int> CountAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var state = await StoreStateTable.LoadForUpdateAsync(transaction, cancellationToken);
        var events = (await ConsumerPosition.AdvanceAsync(transaction, Consumer, batch, cancellationToken))
            .ConvertAll(e => (Logged: e, Feedback: FeedbackEventReader.Read(e)));
        if (events.Count == 0)
        {
            await transaction.CommitAsync(cancellationToken);
            return 0;
        }

        var processor = new FeedbackProcessor(options, state);
        await LoadAsync(processor, transaction, events, cancellationToken);
        foreach (var (logged, feedback) in events)
        {
            using var activity = FeedbackTelemetry.StartCount(logged);
            processor.Count(logged, feedback);
        }

        await SearchTables.SaveAsync(transaction, processor.Changed, options.PogoUnder, cancellationToken);
        await CounterTable.ApplyAsync(transaction, processor.Counters, options, cancellationToken);
        await PersonTrustTable.SaveAsync(transaction, processor.ChangedPeople, cancellationToken);
        await EarlyFeedbackTable.SaveAsync(
            transaction, processor.NewEarly, processor.SettledEarly, state.LogTime - options.EarlyFeedbackWaits, cancellationToken);
        await StoreStateTable.SaveAsync(transaction, state, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        FeedbackTelemetry.Counted(events.Count, processor.NewlyClosed.Count);
        return processor.NewlyClosed.Count;
    }

    private async Task LoadAsync(
        FeedbackProcessor processor,
        NpgsqlTransaction transaction,
        List<(LoggedEvent Logged, FeedbackEvent? Feedback)> events,
        CancellationToken cancellationToken)
    {
        var feedback = events.Select(e => e.Feedback).OfType<FeedbackEvent>().ToList();
        var searchIds = feedback.SelectMany(f => f.Results.Select(r => r.SearchId).Append(f.SearchId)).OfType<string>().Distinct().ToArray();
        var newest = events.Max(e => e.Logged.ReceivedAt);
        var searches = await SearchTables.LoadAsync(transaction, searchIds, newest - options.CloseAfter, cancellationToken);
        foreach (var search in searches)
        {
            processor.Load(search);
        }

        var people = searches.Select(s => s.Served.PersonId)
            .Concat(feedback.Select(f => f.Served?.PersonId))
            .Concat(events.Select(e => e.Logged.PersonId))
            .OfType<string>().Distinct().ToArray();
        foreach (var person in await PersonTrustTable.LoadAsync(transaction, people, cancellationToken))
        {
            processor.Load(person);
        }

        foreach (var (searchId, early) in await EarlyFeedbackTable.LoadAsync(transaction, searchIds, cancellationToken))
        {
            processor.LoadEarly(searchId, early);
        }
    }
}
