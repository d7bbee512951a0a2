using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Events;
using FeedbackLoop.FeatureStore.Counters;
using FeedbackLoop.Learning.Trust;

namespace FeedbackLoop.FeatureStore.Feedback;

/// <summary>Counts logged events, one after the other, on state in memory: joins feedback with what was shown, closes searches by the log's own time.
/// What comes out depends on the order of the log alone, not on how it was cut into batches; so a rebuild gives the same.</summary>
public sealed class FeedbackProcessor
{
    private readonly FeatureStoreOptions _options;
    private readonly PriorityQueue<SearchState, (DateTimeOffset, string)> _open = new();
    private readonly Dictionary<string, SearchState> _searches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PersonTrust> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LoggedEvent>> _early = new(StringComparer.Ordinal);

    public FeedbackProcessor(FeatureStoreOptions options, StoreState state) => (_options, State) = (options, state);

    public StoreState State { get; }

    /// <summary>Searches that changed; open ones and closed ones.</summary>
    public HashSet<SearchState> Changed { get; } = [];

    /// <summary>Searches that this batch closed, in order.</summary>
    public List<SearchState> NewlyClosed { get; } = [];

    public HashSet<PersonTrust> ChangedPeople { get; } = [];

    /// <summary>Feedback whose search is not in the log yet.</summary>
    public List<(LoggedEvent Event, string SearchId)> NewEarly { get; } = [];

    /// <summary>Searches whose waiting feedback has been counted.</summary>
    public HashSet<string> SettledEarly { get; } = [];

    public List<CounterChange> Counters { get; } = [];

    public void Load(SearchState search)
    {
        if (_searches.TryAdd(search.Served.SearchId, search) && search.Closed is null)
        {
            _open.Enqueue(search, (search.LastEventAt, search.Served.SearchId));
        }
    }

    public void Load(PersonTrust person) => _people.TryAdd(person.PersonId, person);

    public void LoadEarly(string searchId, LoggedEvent logged) => Waiting(searchId).Add(logged);

    public void Count(LoggedEvent logged, FeedbackEvent? feedback)
    {
        State.EventsCounted++;
        if (logged.ReceivedAt > State.LogTime)
        {
            State.LogTime = logged.ReceivedAt;
            CloseWhatIsDue();
        }

        if (feedback is null)
        {
            return;
        }

        if (feedback.Served is { } served)
        {
            CountServed(served, logged);
            return;
        }

        foreach (var group in feedback.Results.GroupBy(r => r.SearchId ?? feedback.SearchId))
        {
            Join(group.Key, logged, feedback, group);
        }

        if (feedback.Results.Count == 0)
        {
            Join(feedback.SearchId, logged, feedback, []);
        }
    }

    private void Join(string? searchId, LoggedEvent logged, FeedbackEvent feedback, IEnumerable<ResultReference> results)
    {
        if (searchId is null)
        {
            return;
        }

        if (_searches.TryGetValue(searchId, out var search))
        {
            Apply(search, logged, feedback, results);
        }
        else if (!_early.TryGetValue(searchId, out var waiting) || !waiting.Contains(logged))
        {
            Waiting(searchId).Add(logged);
            NewEarly.Add((logged, searchId));
        }
    }

    private void CountServed(SearchServed served, LoggedEvent logged)
    {
        if (_searches.ContainsKey(served.SearchId))
        {
            return;
        }

        var search = SearchState.Of(served, logged.ReceivedAt);
        Load(search);
        Changed.Add(search);
        if (Person(served.PersonId, logged.ReceivedAt) is { } person)
        {
            person.Search(served.Propensities);
            person.Judge(_options.Trust, saysRobot: false);
        }

        if (!_early.Remove(served.SearchId, out var waiting))
        {
            return;
        }

        SettledEarly.Add(served.SearchId);
        foreach (var early in waiting.Where(e => e.ReceivedAt >= State.LogTime - _options.EarlyFeedbackWaits).OrderBy(e => e.Partition).ThenBy(e => e.Position))
        {
            if (FeedbackEventReader.Read(early) is { } feedback)
            {
                Apply(search, early, feedback, feedback.Results.Where(r => (r.SearchId ?? feedback.SearchId) == served.SearchId));
            }
        }
    }

    private void Apply(SearchState search, LoggedEvent logged, FeedbackEvent feedback, IEnumerable<ResultReference> results)
    {
        // Feedback on somebody else's search is worth nothing and may be an attack.
        if (search.Served.PersonId is { } owner && owner != logged.PersonId && owner != feedback.AnonymousId)
        {
            return;
        }

        var person = Person(search.Served.PersonId ?? logged.PersonId, logged.ReceivedAt);
        if (person is not null)
        {
            person.Events++;
        }

        Changed.Add(search);
        search.LastEventAt = logged.ReceivedAt > search.LastEventAt ? logged.ReceivedAt : search.LastEventAt;
        var before = Counters.Count;
        if (feedback.Name == EventNames.ResultsDwelled)
        {
            search.PageDwellMs = Math.Max(search.PageDwellMs, feedback.DwellMs ?? 0);
        }

        foreach (var result in results)
        {
            var i = search.IndexOf(result);
            if (i >= 0)
            {
                Apply(search, i, feedback, person);
            }
        }

        person?.Judge(_options.Trust, feedback.SaysRobot);
        if (person?.Verdict is not null)
        {
            Counters.RemoveRange(before, Counters.Count - before);
        }
    }

    private void Apply(SearchState search, int i, FeedbackEvent feedback, PersonTrust? person)
    {
        switch (feedback.Name)
        {
            case EventNames.ProductListViewed:
                See(search, i, feedback.At, person);
                break;
            case EventNames.ProductClicked:
                Click(search, i, feedback.At, person);
                break;
            case EventNames.ProductViewed:
                Click(search, i, feedback.At, person);
                Dwell(search, i, feedback, person);
                break;
            case EventNames.ProductAdded when !search.Added[i]:
                search.Added[i] = true;
                Add(search, i, FeatureCounters.Adds, 1, feedback.At);
                break;
            case EventNames.OrderCompleted when !search.Ordered[i]:
                search.Ordered[i] = true;
                Add(search, i, FeatureCounters.Adds, search.Added[i] ? 0 : 1, feedback.At);
                break;
            case EventNames.ResultRated when feedback.Rating is { } rating:
                var first = float.IsNaN(search.Rating[i]);
                Add(search, i, FeatureCounters.RatingCount, first ? 1 : 0, feedback.At);
                Add(search, i, FeatureCounters.RatingSum, rating - (first ? 0 : search.Rating[i]), feedback.At);
                search.Rating[i] = rating;
                break;
        }
    }

    private void See(SearchState search, int i, DateTimeOffset at, PersonTrust? person)
    {
        if (search.Seen[i])
        {
            return;
        }

        search.Seen[i] = true;
        if (person is not null)
        {
            person.Seen++;
        }

        Add(search, i, FeatureCounters.Impressions, 1, at);
        Add(search, i, FeatureCounters.Exposure, search.Served.Propensities[i], at);
    }

    private void Click(SearchState search, int i, DateTimeOffset at, PersonTrust? person)
    {
        See(search, i, at, person);
        if (search.ClickAt[i] is not null)
        {
            return;
        }

        person?.Click(search.Served.Propensities[i], search.LeastClickedPropensity);
        search.ClickAt[i] = at.UtcDateTime;

        Add(search, i, FeatureCounters.Clicks, 1, at);
    }

    private void Dwell(SearchState search, int i, FeedbackEvent feedback, PersonTrust? person)
    {
        if (feedback.DwellMs is not { } dwell || dwell <= search.DwellMs[i])
        {
            return;
        }

        var first = search.DwellMs[i] == SearchState.UnknownDwell;
        if (first && person is not null)
        {
            person.Dwells++;
            person.ShortDwells += dwell < 1000 ? 1 : 0;
        }

        var before = first ? 0 : Math.Log(1 + search.DwellMs[i] / 1000.0);
        Add(search, i, FeatureCounters.DwellCount, first ? 1 : 0, feedback.At);
        Add(search, i, FeatureCounters.DwellLogSum, Math.Log(1 + dwell / 1000.0) - before, feedback.At);
        search.DwellMs[i] = dwell;
    }

    private void CloseWhatIsDue()
    {
        while (_open.TryPeek(out var search, out var key) && key.Item1 + _options.CloseAfter <= State.LogTime)
        {
            _open.Dequeue();
            if (search.LastEventAt > key.Item1)
            {
                _open.Enqueue(search, (search.LastEventAt, key.Item2));
                continue;
            }

            Close(search);
        }
    }

    private void Close(SearchState search)
    {
        var person = Person(search.Served.PersonId, search.LastEventAt);
        search.Closed = new ClosedSearch(State.NextExample++, State.LogTime, person?.Verdict, (float)(person?.Weight(_options.Trust) ?? 1));
        NewlyClosed.Add(search);
        Changed.Add(search);
        if (person?.Verdict is not null)
        {
            return;
        }

        var signals = ImplicitSignals.Of(search, _options.PogoUnder);
        for (var i = 0; i < search.Count; i++)
        {
            if (signals.Seen[i] && !search.Seen[i])
            {
                See(search, i, search.Served.ServedAt, null);
            }

            Add(search, i, FeatureCounters.Skips, signals.Skipped[i] ? 1 : 0, search.Served.ServedAt);
            Add(search, i, FeatureCounters.PogoSticks, signals.Pogo[i] ? 1 : 0, search.Served.ServedAt);
        }
    }

    /// <summary>Every signal counts for the item as a whole, within its modality, and after this very query.</summary>
    private void Add(SearchState search, int i, int counter, double amount, DateTimeOffset at)
    {
        if (amount == 0)
        {
            return;
        }

        var item = search.Served.ItemIds[i];
        Counters.Add(new("", item, counter, amount, at));
        Counters.Add(new(FeatureCounters.ModalityScope(search.Served.Modality), item, counter, amount, at));
        Counters.Add(new(FeatureCounters.QueryScope(search.Served.QueryKey), item, counter, amount, at));
    }

    private PersonTrust? Person(string? personId, DateTimeOffset at)
    {
        if (personId is null)
        {
            return null;
        }

        if (!_people.TryGetValue(personId, out var person))
        {
            _people[personId] = person = new PersonTrust { PersonId = personId, AsOf = at };
        }

        person.AdvanceTo(at);
        ChangedPeople.Add(person);
        return person;
    }

    private List<LoggedEvent> Waiting(string searchId)
    {
        if (!_early.TryGetValue(searchId, out var waiting))
        {
            _early[searchId] = waiting = [];
        }

        return waiting;
    }
}
