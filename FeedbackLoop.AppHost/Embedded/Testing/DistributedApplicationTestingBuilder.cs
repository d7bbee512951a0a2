using System.Reflection;
using FeedbackLoop.AppHost.Embedded.Processes;
using FeedbackLoop.AppHost.Embedded.Testing;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Testing;

/// <summary>Starts the whole application in a test: random ports, and its data in a temporary folder that goes with it.</summary>
public sealed class DistributedApplicationTestingBuilder : IDistributedApplicationTestingBuilder
{
    private readonly EntryPointSession _session;
    private readonly DistributedApplicationBuilder _builder;
    private readonly string? _temporaryFolder;
    private DistributedApplication? _application;

    private DistributedApplicationTestingBuilder(EntryPointSession session, DistributedApplicationBuilder builder)
    {
        _session = session;
        _builder = builder;
        _builder.RandomPorts = true;
        // Several applications may run in one test process; each has its log files.
        _builder.Output = TextWriter.Null;
        if (builder.CommandLine.DataFolder is null)
        {
            _temporaryFolder = Directory.CreateTempSubdirectory("feedbackloop-apphost-").FullName;
            ProcessGuard.CleanUp(_temporaryFolder);
            _builder.DataFolder = _temporaryFolder;
        }
    }

    public string AppHostDirectory => _builder.AppHostDirectory;

    public ConfigurationManager Configuration => _builder.Configuration;

    public IReadOnlyCollection<IResource> Resources => _builder.Resources;

    /// <summary>Runs the entry point of the assembly of <typeparamref name="TEntryPoint"/> up to its call of <c>Build</c>.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(CancellationToken)"/>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        var session = new EntryPointSession();
        var main = typeof(TEntryPoint).Assembly.EntryPoint ?? throw new ArgumentException($"The assembly of {typeof(TEntryPoint)} has no entry point.");
        session.Run(() => main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [args], null) as Task ?? Task.CompletedTask);
        return new DistributedApplicationTestingBuilder(session, await session.Builder.WaitAsync(cancellationToken));
    }

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource => _builder.AddResource(resource);

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => _builder.CreateResourceBuilder(resource);

    public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

    public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) =>
        _application ??= await _session.BuildAsync().WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
        if (_temporaryFolder is not null && Directory.Exists(_temporaryFolder))
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
    }
}
