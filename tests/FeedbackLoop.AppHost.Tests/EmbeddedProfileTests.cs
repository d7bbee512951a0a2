using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FeedbackLoop.AppHost.Tests;

/// <summary>The embedded profile needs the .NET SDK and PostgreSQL, and so its restore has to do without the packages of the cloud profile.</summary>
public class EmbeddedProfileTests
{
    private static readonly string[] CloudPrefixes =
        ["Aspire.", "Azure.", "CommunityToolkit.", "Confluent.", "librdkafka", "Microsoft.ML", "Microsoft.SemanticKernel", "Pgvector", "Qdrant.", "SkiaSharp", "StackExchange."];

    public static TheoryData<string> Products =>
        [.. new[] { ".", "services", "web" }
            .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(Root(), folder), "FeedbackLoop.*"))
            .Select(folder => Path.GetRelativePath(Root(), folder))];

    [Theory]
    [MemberData(nameof(Products))]
    public void Restore_takes_no_cloud_package(string project)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), project, "obj", "project.assets.json")));

        // A key is NAME/VERSION.
        var packages = assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name);

        Assert.DoesNotContain(packages, package => CloudPrefixes.Any(prefix => package.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../.."));
}
