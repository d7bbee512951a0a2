using Aspire.Hosting;
using FeedbackLoop.AppHost.Embedded.Running;

namespace FeedbackLoop.AppHost.Tests.Running;

public class CommandLineTests
{
    [Fact]
    public void Flags_and_folders_are_understood_in_any_order()
    {
        var folder = Path.GetTempPath();
        var line = CommandLine.Parse(["--catalog", folder, "--reset", $"--data={folder}"]);

        Assert.True(line.Reset);
        Assert.Equal(Path.GetFullPath(folder), line.DataFolder);
        Assert.Equal(Path.GetFullPath(folder), line.Settings["catalog"]);
    }

    [Fact]
    public void A_relative_catalogue_becomes_absolute_because_db_manager_runs_elsewhere()
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, Path.GetTempPath());

        Assert.True(Path.IsPathFullyQualified(CommandLine.Parse(["--catalog", relative]).Settings["catalog"]!));
    }

    [Theory]
    [InlineData("`--catalogue` means nothing here; `--help` says what does.", "--catalogue")]
    [InlineData("`--data` needs a folder behind it.", "--data")]
    [InlineData("There is no catalogue folder /no/such/folder.", "--catalog", "/no/such/folder")]
    public void A_mistake_is_answered_with_one_sentence(string sentence, params string[] args)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Paths look different there.");
        Assert.Equal(sentence, Assert.Throws<DistributedApplicationException>(() => CommandLine.Parse(args)).Message);
    }
}
