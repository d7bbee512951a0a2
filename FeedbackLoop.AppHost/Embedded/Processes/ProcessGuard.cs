using System.Diagnostics;

namespace FeedbackLoop.AppHost.Embedded.Processes;

/// <summary>
/// Sees to it that no process outlives this one, however this one ends, <c>kill -9</c> included. A small shell script holds the reading end of a
/// pipe whose writing end only this process has; when the pipe closes it ends every process that it was told of and not told to forget.
/// (Linux' parent-death signal would not do: it follows the thread that started the child, and the pool's threads come and go.)
/// </summary>
internal static class ProcessGuard
{
    private const string Script = """
        trap '' HUP INT TERM
        children=' '
        folders=''
        while read -r verb what; do
          case "$verb" in
            watch) children="$children$what " ;;
            forget) case "$children" in *" $what "*) children="${children%% $what *} ${children#* $what }" ;; esac ;;
            clean) folders="$folders$what
        " ;;
          esac
        done
        signal() { for child in $children; do kill -"$1" "$child" 2>/dev/null; done; }
        alive() { for child in $children; do kill -0 "$child" 2>/dev/null && return 0; done; return 1; }
        signal QUIT
        tries=0
        while alive && [ $tries -lt 30 ]; do sleep 0.1; tries=$((tries + 1)); done
        for child in $children; do kill -KILL "$child" "-$child" 2>/dev/null; done
        printf '%s' "$folders" | while read -r folder; do rm -rf -- "$folder"; done
        """;

    private static readonly Lock Gate = new();
    private static Process? _script;

    /// <summary>From now on the process ends at the latest with this one.</summary>
    public static void Watch(int processId) => Tell($"watch {processId}");

    /// <summary>The process has ended; its number may soon be somebody else's.</summary>
    public static void Forget(int processId) => Tell($"forget {processId}");

    /// <summary>The folder goes at the latest when this process does.</summary>
    public static void CleanUp(string folder) => Tell($"clean {folder}");

    private static void Tell(string line)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        lock (Gate)
        {
            _script ??= Start();
            try
            {
                _script.StandardInput.Write(line + "\n");
                _script.StandardInput.Flush();
            }
            catch (IOException)
            {
                // somebody ended the guard; the processes still end in the ordinary ways
            }
        }
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        return Process.Start(start)!;
    }
}
