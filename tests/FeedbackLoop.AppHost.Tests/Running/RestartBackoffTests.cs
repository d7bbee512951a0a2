using FeedbackLoop.AppHost.Embedded.Running;

namespace FeedbackLoop.AppHost.Tests.Running;

public class RestartBackoffTests
{
    [Fact]
    public void The_first_crash_is_free_and_the_rests_double_up_to_half_a_minute()
    {
        var backoff = new RestartBackoff(new ManualTime());
        var rests = Enumerable.Range(0, 9).Select(_ =>
        {
            backoff.Started();
            return backoff.Crashed().TotalSeconds;
        });

        Assert.Equal([0, 0.5, 1, 2, 4, 8, 16, 30, 30], rests);
    }

    [Fact]
    public void A_minute_of_good_behaviour_forgives_all()
    {
        var time = new ManualTime();
        var backoff = new RestartBackoff(time);
        backoff.Started();
        backoff.Crashed();
        backoff.Started();
        time.Seconds = 59;
        Assert.Equal(TimeSpan.FromSeconds(0.5), backoff.Crashed());
        backoff.Started();
        time.Seconds = 59 + 60;

        Assert.Equal(TimeSpan.Zero, backoff.Crashed());
    }

    private sealed class ManualTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
