using FeedbackLoop.Contracts.Retraining;
using Npgsql;

namespace FeedbackLoop.Retraining.Drift;

/// <summary>drift_test in PostgreSQL.</summary>
public sealed class DriftStore(NpgsqlDataSource dataSource)
{
    /// <summary>Stores one look's tests together.</summary>
    public async Task SaveAsync(IReadOnlyList<DriftTest> tests, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            insert into drift_test (at, subject, method, statistic, threshold, drifted)
            select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::bool[])
            """);
        command.Parameters.Add(new() { Value = tests.Select(test => test.At.UtcDateTime).ToArray() });
        command.Parameters.Add(new() { Value = tests.Select(test => test.Subject).ToArray() });
        command.Parameters.Add(new() { Value = tests.Select(test => test.Method).ToArray() });
        command.Parameters.Add(new() { Value = tests.Select(test => test.Statistic).ToArray() });
        command.Parameters.Add(new() { Value = tests.Select(test => test.Threshold).ToArray() });
        command.Parameters.Add(new() { Value = tests.Select(test => test.Drifted).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Newest look first, within a look the largest first.</summary>
    public async Task<IReadOnlyList<DriftTest>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select at, subject, method, statistic, threshold, drifted from drift_test order by at desc, statistic desc, id limit $1");
        command.Parameters.Add(new() { Value = limit });
        var tests = new List<DriftTest>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            tests.Add(new DriftTest
            {
                At = reader.GetFieldValue<DateTimeOffset>(0),
                Subject = reader.GetString(1),
                Method = reader.GetString(2),
                Statistic = reader.GetDouble(3),
                Threshold = reader.GetDouble(4),
                Drifted = reader.GetBoolean(5),
            });
        }

        return tests;
    }
}
