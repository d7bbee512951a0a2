namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>What one resource writes: all of it into its own file, with the time, and what a person should see also to the terminal.</summary>
internal sealed class ResourceLog : IDisposable
{
    private const long LargestFile = 50 << 20;
    private readonly Lock _gate = new();
    private readonly string _resource;
    private readonly Terminal _terminal;
    private readonly TimeProvider _time;
    private readonly Queue<string> _lastLines = new();
    private StreamWriter _file;
    private bool _disposed;

    public ResourceLog(string folder, string resource, Terminal terminal, TimeProvider time)
    {
        _resource = resource;
        _terminal = terminal;
        _time = time;
        FilePath = Path.Combine(folder, $"{resource}.log");
        _file = Open();
    }

    public string FilePath { get; }

    public void Write(string line, bool toTerminal)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }
            try
            {
                if (_file.BaseStream.Length > LargestFile)
                {
                    _file.Dispose();
                    _file = Open();
                }
                _file.WriteLine($"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}");
            }
            catch (IOException)
            {
                // A full disk must not take the orchestrator with it; PostgreSQL will say it.
            }
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 200)
            {
                _lastLines.Dequeue();
            }
        }
        if (toTerminal)
        {
            _terminal.WriteLine(_resource, line);
        }
    }

    /// <summary>The last thing the resource said that reads like the reason for its end.</summary>
    public string LastWords()
    {
        lock (_gate)
        {
            var lines = _lastLines.Where(line => line.Trim().Length > 0 && !line.StartsWith("   at ", StringComparison.Ordinal)).ToArray();
            return (lines.LastOrDefault(line => line.Contains("Unhandled exception", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it said nothing.").Trim();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _file.Dispose();
        }
    }

    /// <summary>Every start begins a new file; the one before is kept.</summary>
    private StreamWriter Open()
    {
        if (File.Exists(FilePath))
        {
            File.Move(FilePath, Path.ChangeExtension(FilePath, ".previous.log"), overwrite: true);
        }
        return new StreamWriter(new FileStream(FilePath, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
    }
}
