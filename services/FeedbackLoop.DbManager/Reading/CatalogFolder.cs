using System.Text;

namespace FeedbackLoop.DbManager.Reading;

/// <summary>A catalogue on disk: products.csv or one *.ndjson, and the pictures that its rows name.</summary>
internal sealed class CatalogFolder
{
    private readonly string _root;
    private readonly FileInfo _list;
    private readonly int _maxPictureBytes;
    private FileStream? _open;

    /// <exception cref="CatalogFormatException">There is no such folder, or nothing in it to import.</exception>
    public CatalogFolder(string folder, int maxPictureBytes)
    {
        _root = Path.GetFullPath(folder);
        _maxPictureBytes = maxPictureBytes;
        if (!Directory.Exists(_root))
        {
            throw new CatalogFormatException($"There is no folder {RowParser.Printable(folder)}.");
        }
        _list = FindList(_root) ?? FindList(OnlySubfolder(ref _root)) ?? throw new CatalogFormatException($"The folder {RowParser.Printable(folder)} holds neither products.csv nor a file *.ndjson.");
    }

    /// <summary>Share of the list that is read, 0 to 1.</summary>
    public double Progress => _open is { CanRead: true } open && _list.Length > 0 ? Math.Min(1, open.Position / (double)_list.Length) : 1;

    /// <summary>All rows in order, streaming.</summary>
    /// <exception cref="CatalogFormatException">The list as a whole cannot be read.</exception>
    public IEnumerable<CatalogLine> Read()
    {
        using var stream = _open = new FileStream(_list.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
        using var text = new StreamReader(stream, Encoding.UTF8);
        foreach (var line in _list.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase) ? CsvCatalogReader.Read(text) : NdjsonCatalogReader.Read(text))
        {
            yield return line;
        }
    }

    /// <summary>The picture's bytes, or why they are not taken. Nothing outside of the folder is ever opened.</summary>
    public (byte[]? Bytes, string? Refusal) ReadPicture(string path)
    {
        var shown = RowParser.Printable(path);
        if (path.Contains("://", StringComparison.Ordinal))
        {
            return (null, $"The picture '{shown}' is an address; only files in the catalogue's folder are taken.");
        }
        var parts = path.Split('/', '\\');
        if (Path.IsPathRooted(path) || parts.Any(part => part == "..") || path.Contains(':', StringComparison.Ordinal))
        {
            return (null, $"The picture '{shown}' is not below the catalogue's folder.");
        }
        var full = _root;
        foreach (var part in parts.Where(part => part is not ("" or ".")))
        {
            full = Path.Combine(full, part);
            if (new FileInfo(full).LinkTarget is not null)
            {
                return (null, $"The picture '{shown}' is reached through a link; only files in the catalogue's folder are taken.");
            }
        }
        var file = new FileInfo(full);
        if (!file.Exists)
        {
            return (null, $"The picture '{shown}' is missing.");
        }
        if (file.Length > _maxPictureBytes)
        {
            return (null, $"The picture '{shown}' has {file.Length:N0} bytes; at most {_maxPictureBytes:N0} are taken.");
        }
        try
        {
            return (File.ReadAllBytes(full), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"The picture '{shown}' cannot be read: {exception.Message}");
        }
    }

    private static FileInfo? FindList(string? folder)
    {
        if (folder is null)
        {
            return null;
        }
        var csv = new FileInfo(Path.Combine(folder, "products.csv"));
        if (csv.Exists)
        {
            return csv;
        }
        var lists = Directory.GetFiles(folder, "*.ndjson");
        return lists.Length switch
        {
            0 => null,
            1 => new FileInfo(lists[0]),
            _ => throw new CatalogFormatException($"The folder holds {lists.Length} files *.ndjson; one is taken."),
        };
    }

    // Archives often hold one folder that holds everything.
    private static string? OnlySubfolder(ref string root) => Directory.GetDirectories(root) is [var only] ? root = only : null;
}
