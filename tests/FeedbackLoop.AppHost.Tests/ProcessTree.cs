using System.Globalization;

namespace FeedbackLoop.AppHost.Tests;

/// <summary>Processes of this machine as Linux' /proc shows them.</summary>
internal static class ProcessTree
{
    public static bool IsAlive(int processId)
    {
        try
        {
            // pid (command) state parent …; a zombie has ended, only nobody has asked how
            return Fields(processId)[0] is not ("Z" or "X");
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>All processes that come from this one.</summary>
    public static IReadOnlyList<int> Descendants(int processId)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
            {
                try
                {
                    parents[id] = int.Parse(Fields(id)[1], CultureInfo.InvariantCulture);
                }
                catch (IOException)
                {
                    // ended meanwhile
                }
            }
        }
        return [.. parents.Keys.Where(id => Ancestors(id).Contains(processId))];

        IEnumerable<int> Ancestors(int id)
        {
            while (parents.TryGetValue(id, out var parent) && parent > 0)
            {
                yield return parent;
                id = parent;
            }
        }
    }

    private static string[] Fields(int processId)
    {
        var line = File.ReadAllText($"/proc/{processId}/stat");
        return line[(line.LastIndexOf(')') + 2)..].Split(' ');
    }
}
