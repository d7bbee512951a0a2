using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Bench.Learning;

/// <summary>Opens ranking data for the commands.</summary>
internal static class RankingFiles
{
    public static RankingRows Read(FileInfo rows, FileInfo? groups, int features = 0)
    {
        using FileStream data = rows.OpenRead();
        using FileStream? sizes = groups?.OpenRead();
        return LetorReader.Read(data, sizes, features);
    }
}
