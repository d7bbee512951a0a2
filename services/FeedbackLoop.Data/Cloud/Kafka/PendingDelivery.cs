using Confluent.Kafka;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>Waits until every record of one append is on all in-sync replicas, or one has failed.</summary>
internal sealed class PendingDelivery
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _outstanding = 1; // the caller, until End
    private volatile Error? _failure;

    public Task Done => _done.Task;

    public void Begin() => Interlocked.Increment(ref _outstanding);

    public void Deliver(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
        {
            _failure ??= report.Error;
        }

        End();
    }

    public void End()
    {
        if (Interlocked.Decrement(ref _outstanding) > 0)
        {
            return;
        }

        if (_failure is { } failure)
        {
            _done.TrySetException(new KafkaException(failure));
        }
        else
        {
            _done.TrySetResult();
        }
    }
}
