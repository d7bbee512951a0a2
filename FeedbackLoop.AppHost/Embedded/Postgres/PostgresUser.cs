using System.Diagnostics;
using System.Globalization;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Postgres;

/// <summary>
/// Who PostgreSQL runs as. It refuses to run as root, as it should; where we are root (containers, CI) its programs run as another user, and the data
/// folder belongs to that user.
/// </summary>
internal sealed class PostgresUser
{
    private const string Nobody = "65534";
    private readonly string? _setPriv;
    private readonly string _userId;
    private readonly string _groupId;

    private PostgresUser(string? setPriv, string userId, string groupId)
    {
        _setPriv = setPriv;
        _userId = userId;
        _groupId = groupId;
    }

    public static PostgresUser Current()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new(null, "", "");
        }
        var setPriv = Launcher.FindOnPath("setpriv")
            ?? throw new PostgresUnavailableException("PostgreSQL must not run as root, and the program `setpriv` (package util-linux) that would run it as another user is missing: install it, or start this as an ordinary user.");
        // Behind sudo the data belongs to the person who typed it.
        return new(setPriv, Variable("SUDO_UID"), Variable("SUDO_GID"));

        static string Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value and not "0" ? value : Nobody;
    }

    /// <summary>Gives the folder, and what is in it, to PostgreSQL's user, and to nobody else.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (_setPriv is not null)
        {
            var (exitCode, output) = await Launcher.RunAsync(Launcher.Command("chown", "-R", $"{_userId}:{_groupId}", folder), cancellationToken);
            if (exitCode != 0)
            {
                throw new PostgresUnavailableException($"The folder {folder} could not be given to the user that runs PostgreSQL: {output.Trim()}");
            }
        }
    }

    public ProcessStartInfo Command(string program, string dataFolder, params string[] arguments)
    {
        if (_setPriv is null)
        {
            return Launcher.OwnSession(program, arguments);
        }
        List<string> change =
        [
            string.Create(CultureInfo.InvariantCulture, $"--reuid={_userId}"), string.Create(CultureInfo.InvariantCulture, $"--regid={_groupId}"), "--clear-groups",
        ];
        if (IsBehindClosedFolder(dataFolder) || IsBehindClosedFolder(program))
        {
            // Under /root the other user could not even reach its own folder: it may pass through folders, nothing else.
            change.AddRange(["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", "--bounding-set=-all,+dac_read_search"]);
        }
        return Launcher.OwnSession(_setPriv, [.. change, program, .. arguments]);
    }

    private static bool IsBehindClosedFolder(string path)
    {
        for (var folder = Directory.GetParent(Path.GetFullPath(path)); folder is not null; folder = folder.Parent)
        {
            if (!OperatingSystem.IsWindows() && folder.Exists && !File.GetUnixFileMode(folder.FullName).HasFlag(UnixFileMode.OtherExecute))
            {
                return true;
            }
        }
        return false;
    }
}
