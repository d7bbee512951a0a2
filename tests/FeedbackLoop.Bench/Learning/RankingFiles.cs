using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Bench.Learning;

/// <summary>Opens ranking data for the commands.</summary>
internal static class RankingFiles
{
    public static RankingRows Read(FileInfo rows, FileInfo? groups, int features = 0) => Read([rows], groups, features);

    /// <summary>Several files one after another, as one set of data; group sizes go with a single file.</summary>
    public static RankingRows Read(FileInfo[] files, FileInfo? groups, int features = 0)
    {
        using FileStream? sizes = groups?.OpenRead();
        var parts = new List<RankingRows>();
        foreach (FileInfo file in files)
        {
            using FileStream data = file.OpenRead();
            parts.Add(LetorReader.Read(data, sizes, features));
        }
        return parts.Count == 1 ? parts[0] : new RankingRows
        {
            Values = [.. parts.SelectMany(p => p.Values)], FeatureCount = parts[0].FeatureCount,
            GroupSizes = [.. parts.SelectMany(p => p.GroupSizes)], Labels = [.. parts.SelectMany(p => p.Labels)],
        };
    }
}
