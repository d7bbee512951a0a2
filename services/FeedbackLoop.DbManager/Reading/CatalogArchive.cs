using System.IO.Compression;

namespace FeedbackLoop.DbManager.Reading;

/// <summary>An uploaded zip, unpacked into a temporary folder that goes with it.</summary>
internal sealed class CatalogArchive : IDisposable
{
    private const int MaxEntries = 2_000_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("feedbackloop-import-");

    /// <exception cref="CatalogFormatException">It is no zip, or an unreasonable one.</exception>
    public CatalogArchive(byte[] zip, long maxBytes)
    {
        try
        {
            Unpack(zip, maxBytes);
        }
        catch (InvalidDataException exception)
        {
            Dispose();
            throw new CatalogFormatException($"The archive cannot be unpacked: {exception.Message}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Folder => _folder.FullName;

    public void Dispose()
    {
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }

    private void Unpack(byte[] zip, long maxBytes)
    {
        using var archive = new ZipArchive(new MemoryStream(zip, writable: false), ZipArchiveMode.Read);
        if (archive.Entries.Count > MaxEntries)
        {
            throw new CatalogFormatException($"The archive has {archive.Entries.Count:N0} entries; at most {MaxEntries:N0} are taken.");
        }
        var left = maxBytes;
        var buffer = new byte[1 << 16];
        foreach (var entry in archive.Entries.Where(entry => entry.Name.Length > 0))
        {
            var target = Path.GetFullPath(Path.Combine(Folder, entry.FullName.Replace('\\', '/')));
            if (!target.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new CatalogFormatException($"The archive's entry '{RowParser.Printable(entry.FullName)}' points outside of it.");
            }
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var from = entry.Open();
            using var to = File.Create(target);
            // Sizes in a zip's headers can lie: what is really unpacked counts.
            for (int read; (read = from.Read(buffer)) > 0; to.Write(buffer, 0, read))
            {
                left -= read;
                if (left < 0)
                {
                    throw new CatalogFormatException($"The archive unpacks to more than {maxBytes:N0} bytes.");
                }
            }
        }
    }
}
