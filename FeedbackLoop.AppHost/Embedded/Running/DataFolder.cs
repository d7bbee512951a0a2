using System.Globalization;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>The folder of everything that a run keeps, in the hands of one AppHost at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const long LeastFreeBytes = 300L << 20;
    private readonly string _folder;
    private readonly FileStream _lock;

    private DataFolder(string folder, FileStream @lock)
    {
        _folder = folder;
        _lock = @lock;
    }

    public string Postgres => Path.Combine(_folder, "postgres");

    public string Logs => Path.Combine(_folder, "logs");

    /// <exception cref="DistributedApplicationException">Another AppHost has it, it cannot be written, or the disk is full.</exception>
    public static DataFolder Open(string folder)
    {
        var owner = Path.Combine(folder, "owner");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "logs"));
            var free = new DriveInfo(folder).AvailableFreeSpace;
            if (free < LeastFreeBytes)
            {
                throw new DistributedApplicationException($"The disk of {folder} has only {free >> 20} MB free; at least {LeastFreeBytes >> 20} MB are needed.");
            }
            var held = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(folder, held);
        }
        catch (IOException) when (File.Exists(owner) && IsRunning(owner))
        {
            throw new DistributedApplicationException(
                $"FeedbackLoop is running already with the data in {folder} (process {File.ReadAllText(owner)}): use that one, stop it, or give this one another folder with `-- --data FOLDER`.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The folder {folder} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Throws the database away; the keys stay, since browsers and senders of events know them.</summary>
    public void Reset()
    {
        if (Directory.Exists(Postgres))
        {
            Directory.Delete(Postgres, recursive: true);
        }
    }

    public void Dispose()
    {
        File.Delete(Path.Combine(_folder, "owner"));
        _lock.Dispose();
    }

    private static bool IsRunning(string owner)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadAllText(owner), CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
