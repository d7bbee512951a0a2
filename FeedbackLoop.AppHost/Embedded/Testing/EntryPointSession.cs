namespace FeedbackLoop.AppHost.Embedded.Testing;

/// <summary>Between a test and AppHost.cs, which runs on a thread of its own: the test gets the builder, then the application, which it starts itself.</summary>
internal sealed class EntryPointSession
{
    private static readonly AsyncLocal<EntryPointSession?> Ambient = new();
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _build = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static EntryPointSession? Current => Ambient.Value;

    public Task<DistributedApplicationBuilder> Builder => _builder.Task;

    public async Task<DistributedApplication> BuildAsync()
    {
        _build.TrySetResult();
        return await _application.Task;
    }

    /// <summary>Runs the entry point up to its call of <c>Build</c>.</summary>
    public void Run(Func<Task> entryPoint)
    {
        var thread = new Thread(() =>
        {
            Ambient.Value = this;
            try
            {
                entryPoint().GetAwaiter().GetResult();
            }
            catch (Exception failure)
            {
                _builder.TrySetException(failure);
                _application.TrySetException(failure);
            }
        })
        { IsBackground = true, Name = "AppHost" };
        thread.Start();
    }

    public void HandOver(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        _build.Task.GetAwaiter().GetResult();
    }

    public Task HandOver(DistributedApplication application)
    {
        _application.TrySetResult(application);
        return Task.CompletedTask;
    }
}
