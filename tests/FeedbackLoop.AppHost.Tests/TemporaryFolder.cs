namespace FeedbackLoop.AppHost.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("feedbackloop-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
