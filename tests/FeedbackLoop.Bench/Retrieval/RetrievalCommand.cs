using System.CommandLine;
using FeedbackLoop.Retrieval.Index;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>Recall against speed of the vector index, with and without filters, and its exact mode; JSON lines.</summary>
internal static class RetrievalCommand
{
    public static Command Create()
    {
        var baseFile = new Option<FileInfo>("--base") { Description = "Vectors to index (fvecs); without it clustered vectors are made" };
        var queryFile = new Option<FileInfo>("--query") { Description = "Queries (fvecs)" };
        var truthFile = new Option<FileInfo>("--groundtruth") { Description = "True neighbours (ivecs); without it they are computed" };
        var rows = new Option<int>("--rows") { Description = "Vectors to make", DefaultValueFactory = _ => 100_000 };
        var dimensions = new Option<int>("--dimensions") { Description = "Values in each made vector", DefaultValueFactory = _ => 128 };
        var queries = new Option<int>("--queries") { Description = "Queries to make or to use", DefaultValueFactory = _ => 1_000 };
        var write = new Option<DirectoryInfo>("--write") { Description = "Also write base.fvecs and query.fvecs here" };
        var k = new Option<int>("--k") { DefaultValueFactory = _ => 10 };
        var metric = new Option<string>("--metric") { Description = "ip, l2 or cos", DefaultValueFactory = _ => "ip" };
        metric.AcceptOnlyFromAmong("ip", "l2", "cos");
        var threads = new Option<string>("--threads") { DefaultValueFactory = _ => "1" };
        var lists = new Option<int>("--lists") { Description = "Inverted lists; 0 chooses", DefaultValueFactory = _ => 0 };
        var codes = new Option<int>("--subspace-width") { Description = "Values that share four bits of code", DefaultValueFactory = _ => 2 };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
        var command = new Command("retrieval", "Recall against queries per second of the vector index") { baseFile, queryFile, truthFile, rows, dimensions, queries, write, k, metric, threads, lists, codes, seed };
        command.SetAction(result =>
        {
            int width = result.GetValue(dimensions), number = result.GetValue(queries);
            float[] vectors, asked;
            if (result.GetValue(baseFile) is { } file)
            {
                (vectors, width) = VectorFile.Read<float>(file.FullName);
                (asked, _) = VectorFile.Read<float>(result.GetValue(queryFile)?.FullName ?? throw new ArgumentException("--base needs --query"));
            }
            else
            {
                vectors = ClusteredVectors.Make(result.GetValue(rows), width, result.GetValue(seed), 0);
                asked = ClusteredVectors.Make(number, width, result.GetValue(seed), 1);
            }
            if (result.GetValue(write) is { } folder)
            {
                VectorFile.Write(Path.Combine(folder.FullName, "base.fvecs"), vectors, width);
                VectorFile.Write(Path.Combine(folder.FullName, "query.fvecs"), asked, width);
            }
            var measure = result.GetValue(metric) switch { "ip" => VectorMetric.Dot, "l2" => VectorMetric.L2, _ => VectorMetric.Cosine };
            int[] threadCounts = [.. result.GetValue(threads)!.Split(',').Select(int.Parse)];
            new RetrievalRun(vectors, asked.AsMemory(0, Math.Min(asked.Length, number * width)), width, measure, result.GetValue(k), threadCounts)
                .Measure(result.GetValue(truthFile)?.FullName, new InvertedFileOptions { Lists = result.GetValue(lists), SubspaceWidth = result.GetValue(codes), Seed = result.GetValue(seed) });
        });
        return command;
    }
}
