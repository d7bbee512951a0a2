namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>A few threads that run many short parallel phases. Growing one tree has sixty of them, some a few microseconds long, so that handing out work
/// has to cost less than a microsecond: idle workers spin briefly before they sleep.</summary>
internal sealed class WorkerTeam : IDisposable
{
    private const int SpinsBeforeSleep = 250;
    private readonly Thread[] threads;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim[] wake;
    private readonly int[] sleeping;
    private Action<int, int>? work;
    private int tasks, nextTask, generation, running;
    private Exception? failure;
    private bool stopped;

    public WorkerTeam(int size)
    {
        Size = size <= 0 ? Environment.ProcessorCount : size;
        threads = new Thread[Size - 1];
        wake = new SemaphoreSlim[Size - 1];
        sleeping = new int[Size - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i;
            wake[i] = new SemaphoreSlim(0);
            threads[i] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"LambdaMART {worker + 1}" };
            threads[i].Start();
        }
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="action"/>(task, worker) for each task from 0 on and returns when all are done. Tasks are taken in order by whoever is
    /// free, so a task must not depend on which worker runs it.</summary>
    /// <param name="count">Tasks.</param>
    /// <param name="action">Gets task and worker.</param>
    /// <param name="alone">The whole is so little that the caller does it alone: waking others costs more where processors are busy.</param>
    public void Run(int count, Action<int, int> action, bool alone = false)
    {
        if (count <= 1 || threads.Length == 0 || alone)
        {
            for (int task = 0; task < count; task++)
            {
                action(task, 0);
            }
            return;
        }
        work = action;
        tasks = count;
        nextTask = 0;
        Volatile.Write(ref running, threads.Length);
        Interlocked.Increment(ref generation);
        for (int i = 0; i < threads.Length; i++)
        {
            if (Interlocked.Exchange(ref sleeping[i], 0) == 1)
            {
                wake[i].Release();
            }
        }
        Drain(Size - 1);
        var spinner = new SpinWait();
        while (Volatile.Read(ref running) != 0)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
        if (failure is { } thrown)
        {
            failure = null;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
        }
    }

    public void Dispose()
    {
        stopped = true;
        Interlocked.Increment(ref generation);
        for (int i = 0; i < threads.Length; i++)
        {
            Interlocked.Exchange(ref sleeping[i], 0);
            wake[i].Release();
            threads[i].Join();
            wake[i].Dispose();
        }
    }

    private void Loop(int worker)
    {
        int seen = 0;
        while (true)
        {
            for (int spin = 0; Volatile.Read(ref generation) == seen && spin < SpinsBeforeSleep; spin++)
            {
                Thread.SpinWait(8);
            }
            if (Volatile.Read(ref generation) == seen)
            {
                Interlocked.Exchange(ref sleeping[worker], 1);
                // Work may have come between the look and the flag; whoever clears the flag owns the wake-up.
                if (Volatile.Read(ref generation) == seen || Interlocked.Exchange(ref sleeping[worker], 0) == 0)
                {
                    wake[worker].Wait();
                }
            }
            if (Volatile.Read(ref stopped))
            {
                return;
            }
            if (Volatile.Read(ref generation) == seen)
            {
                continue;
            }
            seen = Volatile.Read(ref generation);
            Drain(worker);
            Interlocked.Decrement(ref running);
        }
    }

    private void Drain(int worker)
    {
        try
        {
            for (int task; (task = Interlocked.Increment(ref nextTask) - 1) < tasks;)
            {
                work!(task, worker);
            }
        }
#pragma warning disable CA1031 // carried to the caller of Run
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (gate)
            {
                failure ??= e;
            }
        }
    }
}
