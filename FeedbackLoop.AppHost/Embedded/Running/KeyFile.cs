using System.Text.Json;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>The secrets of this installation, made at its first start, in a file that only its owner can read.</summary>
internal sealed class KeyFile(string dataFolder)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock _gate = new();

    public string Path { get; } = System.IO.Path.Combine(dataFolder, "keys.json");

    public string GetOrAdd(string name, Func<string> make)
    {
        lock (_gate)
        {
            var keys = Read();
            if (!keys.TryGetValue(name, out var value))
            {
                keys[name] = value = make();
                Write(keys);
            }
            return value;
        }
    }

    private Dictionary<string, string> Read()
    {
        try
        {
            return File.Exists(Path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path)) ?? [] : [];
        }
        catch (JsonException)
        {
            throw new DistributedApplicationException($"The file of keys {Path} is damaged: put it right, or delete it together with the database (`-- --reset`).");
        }
    }

    private void Write(Dictionary<string, string> keys)
    {
        Directory.CreateDirectory(dataFolder);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        // First beside it, then over it: a crash leaves the old keys or the new ones.
        using (var stream = new FileStream(Path + ".new", options))
        {
            JsonSerializer.Serialize(stream, keys, Indented);
            stream.Flush(flushToDisk: true);
        }
        File.Move(Path + ".new", Path, overwrite: true);
    }
}
