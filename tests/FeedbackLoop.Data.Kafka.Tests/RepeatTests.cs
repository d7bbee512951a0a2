using FeedbackLoop.Data.Events.Kafka;

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>Repeats are dropped by readers, and every reader drops the same ones, wherever it starts.</summary>
public sealed class RepeatTests : KafkaTest
{
    [Fact]
    public async Task Reading_on_from_any_position_gives_what_reading_from_the_start_gave()
    {
        // Processes that do not know of each other repeat a third of each other's events, near and far.
        Options.RepeatWindow = 60;
        var random = new Random(11);
        var logs = new[] { Open().Log, Open().Log, Open().Log };
        for (var i = 0; i < 60; i++)
        {
            var start = random.Next(3) == 0 ? Math.Max(0, i - random.Next(1, 40)) * 10 : i * 10;
            await logs[i % 3].AppendAsync([.. Enumerable.Range(start, 12).Select(n => Event($"m{n}", $"person {n % 5}"))], Timeout);
        }

        var all = await ReadToEndAsync(Open().Log);
        var end = await logs[0].EndAsync(Timeout);
        Assert.InRange(all.Count, 1, end.Values.Sum() - 20);
        foreach (var cut in (int[])[1, all.Count / 7, all.Count / 3, all.Count / 2, all.Count - 3])
        {
            var after = all.Take(cut).GroupBy(e => e.Partition).ToDictionary(p => p.Key, p => p.Max(e => e.Position));
            var rest = await ReadToEndAsync(Open().Log, after);
            Assert.Equal(
                all.Where(e => e.Position > after.GetValueOrDefault(e.Partition)).Select(e => (e.Partition, e.Position)).Order(),
                rest.Select(e => (e.Partition, e.Position)).Order());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void The_window_knows_what_stood_within_its_size_and_no_more(int size)
    {
        var random = new Random(size);
        var window = new RepeatWindow(size);
        var log = new Dictionary<long, string>();
        for (long position = 1; position < 3000; position += random.Next(1, 4))
        {
            var id = $"m{random.Next(60)}";
            var expected = log.Any(r => r.Key >= position - size && r.Value == id);
            Assert.Equal(expected, window.Add(position, id));
            log[position] = id;
            log.Remove(position - size - 10);
        }
    }
}
