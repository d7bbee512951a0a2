using Aspire.Hosting;
using FeedbackLoop.AppHost.Embedded.Running;

namespace FeedbackLoop.AppHost.Tests.Running;

public class KeyFileTests
{
    [Fact]
    public void Keys_are_made_once_and_only_their_owner_can_read_them()
    {
        using var folder = new TemporaryFolder();
        var first = new KeyFile(folder.Path).GetOrAdd("operator-key", () => Guid.NewGuid().ToString());
        new KeyFile(folder.Path).GetOrAdd("write-key", () => "another");

        Assert.Equal(first, new KeyFile(folder.Path).GetOrAdd("operator-key", () => Guid.NewGuid().ToString()));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(new KeyFile(folder.Path).Path));
        }
    }

    [Fact]
    public void A_damaged_file_is_named_and_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        var keys = new KeyFile(folder.Path);
        File.WriteAllText(keys.Path, "{\"operator-key\": ");

        Assert.Contains(keys.Path, Assert.Throws<DistributedApplicationException>(() => keys.GetOrAdd("operator-key", () => "new")).Message, StringComparison.Ordinal);
        Assert.Equal("{\"operator-key\": ", File.ReadAllText(keys.Path));
    }
}
