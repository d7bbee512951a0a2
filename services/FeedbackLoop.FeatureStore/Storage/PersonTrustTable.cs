using FeedbackLoop.Learning.Trust;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Storage;

/// <summary>Table person_trust.</summary>
public static class PersonTrustTable
{
    public static async Task<List<PersonTrust>> LoadAsync(NpgsqlTransaction transaction, string[] personIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select person_id, as_of, events, searches, seen, clicks, dwells, short_dwells, verdict, suspicion from person_trust where person_id = any($1)",
            transaction.Connection, transaction)
        {
            Parameters = { new() { Value = personIds } },
        };
        var people = new List<PersonTrust>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            people.Add(new PersonTrust
            {
                PersonId = row.GetString(0),
                AsOf = new DateTimeOffset(row.GetDateTime(1), TimeSpan.Zero),
                Events = row.GetDouble(2),
                Searches = row.GetDouble(3),
                Seen = row.GetDouble(4),
                Clicks = row.GetDouble(5),
                Dwells = row.GetDouble(6),
                ShortDwells = row.GetDouble(7),
                Verdict = row.IsDBNull(8) ? null : row.GetString(8),
                Suspicion = row.GetFieldValue<double[]>(9),
            });
        }

        return people;
    }

    public static async Task SaveAsync(NpgsqlTransaction transaction, IReadOnlyCollection<PersonTrust> people, CancellationToken cancellationToken)
    {
        if (people.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            insert into person_trust (person_id, as_of, events, searches, seen, clicks, dwells, short_dwells, verdict, suspicion)
            select person_id, as_of, events, searches, seen, clicks, dwells, short_dwells, verdict, $10[(no::integer - 1) * $11 + 1 : no::integer * $11]
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) with ordinality
                as p (person_id, as_of, events, searches, seen, clicks, dwells, short_dwells, verdict, no)
            on conflict (person_id) do update set as_of = excluded.as_of, events = excluded.events, searches = excluded.searches, seen = excluded.seen,
                clicks = excluded.clicks, dwells = excluded.dwells, short_dwells = excluded.short_dwells, verdict = excluded.verdict,
                suspicion = excluded.suspicion
            """, transaction.Connection, transaction)
        {
            Parameters =
            {
                Column(people, p => p.PersonId),
                Column(people, p => p.AsOf.UtcDateTime),
                Column(people, p => p.Events),
                Column(people, p => p.Searches),
                Column(people, p => p.Seen),
                Column(people, p => p.Clicks),
                Column(people, p => p.Dwells),
                Column(people, p => p.ShortDwells),
                Column(people, p => p.Verdict),
                new() { Value = people.SelectMany(p => p.Suspicion).ToArray() },
                new() { Value = ForgerySuspicion.Length },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Column<T>(IReadOnlyCollection<PersonTrust> people, Func<PersonTrust, T> value) =>
        new() { Value = people.Select(value).ToArray() };
}
