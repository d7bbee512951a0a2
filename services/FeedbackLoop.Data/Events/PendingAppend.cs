namespace FeedbackLoop.Data.Events;

/// <summary>One caller of <see cref="IEventLog.AppendAsync"/> who waits for the commit.</summary>
internal sealed class PendingAppend(IReadOnlyList<NewEvent> events)
{
    private readonly TaskCompletionSource<int> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<NewEvent> Events { get; } = events;

    /// <summary>How many of <see cref="Events"/> this commit adds to the log.</summary>
    public int New { get; set; }

    public Task<int> Committed => _completion.Task;

    public void Succeed() => _completion.TrySetResult(New);

    public void Fail(Exception failure) => _completion.TrySetException(failure);
}
