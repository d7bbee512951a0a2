using Aspire.Hosting;
using FeedbackLoop.AppHost.Embedded.Running;

namespace FeedbackLoop.AppHost.Tests.Running;

public class DataFolderTests
{
    [Fact]
    public void A_second_copy_is_told_of_the_first()
    {
        using var folder = new TemporaryFolder();
        using var first = DataFolder.Open(folder.Path);

        var failure = Assert.Throws<DistributedApplicationException>(() => DataFolder.Open(folder.Path));

        Assert.Contains($"is running already with the data in {folder.Path} (process {Environment.ProcessId})", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_copy_left_behind_is_no_obstacle()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "owner"), "999999999");
        File.WriteAllText(Path.Combine(folder.Path, "lock"), "");

        DataFolder.Open(folder.Path).Dispose();
        DataFolder.Open(folder.Path).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        var failure = Assert.Throws<DistributedApplicationException>(() => DataFolder.Open(Path.Combine(file, "below")));

        Assert.StartsWith($"The folder {Path.Combine(file, "below")} cannot be written: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reset_empties_the_database_and_keeps_the_keys()
    {
        using var folder = new TemporaryFolder();
        var key = new KeyFile(folder.Path).GetOrAdd("operator-key", () => "first");
        using var data = DataFolder.Open(folder.Path);
        Directory.CreateDirectory(Path.Combine(data.Postgres, "cluster"));

        data.Reset();

        Assert.False(Directory.Exists(data.Postgres));
        Assert.Equal(key, new KeyFile(folder.Path).GetOrAdd("operator-key", () => "second"));
    }
}
