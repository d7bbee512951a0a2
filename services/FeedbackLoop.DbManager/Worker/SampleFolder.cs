namespace FeedbackLoop.DbManager.Worker;

/// <summary>Where the sample catalogue lies: beside the published program, or in the repository above it.</summary>
internal static class SampleFolder
{
    public static string? Find(CatalogOptions options, string contentRoot)
    {
        if (options.Sample is { } set)
        {
            return set.Length > 0 ? Path.GetFullPath(set) : null;
        }
        foreach (var start in new[] { AppContext.BaseDirectory, contentRoot })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var sample = Path.Combine(folder.FullName, "catalog", "sample");
                if (File.Exists(Path.Combine(sample, "products.csv")))
                {
                    return sample;
                }
            }
        }
        return null;
    }
}
