namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>How long a crashed process rests: the first time not at all, then half a second, one, two, up to thirty. A minute of good behaviour forgives all.</summary>
internal sealed class RestartBackoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Forgiveness = TimeSpan.FromMinutes(1);
    private int _crashes;
    private long _started;

    public void Started() => _started = time.GetTimestamp();

    public TimeSpan Crashed()
    {
        if (time.GetElapsedTime(_started) >= Forgiveness)
        {
            _crashes = 0;
        }
        var rest = _crashes == 0 ? TimeSpan.Zero : First * Math.Pow(2, Math.Min(_crashes - 1, 10));
        _crashes++;
        return rest < Longest ? rest : Longest;
    }
}
