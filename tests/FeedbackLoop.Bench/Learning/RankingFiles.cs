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

    /// <summary>Some of the queries, in order.</summary>
    public static RankingRows Part(RankingRows rows, Func<int, bool> query)
    {
        List<float> values = [], labels = [];
        List<int> sizes = [];
        for (int q = 0, start = 0; q < rows.GroupSizes.Length; start += rows.GroupSizes[q++])
        {
            if (query(q))
            {
                sizes.Add(rows.GroupSizes[q]);
                labels.AddRange(rows.Labels.AsSpan(start, rows.GroupSizes[q]));
                values.AddRange(rows.Values.AsSpan(start * rows.FeatureCount, rows.GroupSizes[q] * rows.FeatureCount));
            }
        }
        return new RankingRows { Values = [.. values], FeatureCount = rows.FeatureCount, GroupSizes = [.. sizes], Labels = [.. labels] };
    }
}
