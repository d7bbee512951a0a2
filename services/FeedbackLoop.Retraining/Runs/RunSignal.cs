namespace FeedbackLoop.Retraining.Runs;

/// <summary>Wakes the training worker of this process at once when a run is queued; a run queued elsewhere is found at the next interval.</summary>
public sealed class RunSignal : IDisposable
{
    private readonly SemaphoreSlim _queued = new(0, 1);

    public void Set()
    {
        try
        {
            _queued.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is set already.
        }
    }

    /// <summary>Returns when set, or after the interval.</summary>
    public async Task WaitAsync(TimeSpan interval, TimeProvider time, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_queued.WaitAsync(either.Token), Task.Delay(interval, time, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _queued.Dispose();
}
