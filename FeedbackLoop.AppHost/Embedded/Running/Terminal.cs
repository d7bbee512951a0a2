namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>The terminal that all resources share: each line has its resource's name in front, in that resource's colour.</summary>
internal sealed class Terminal(TextWriter output, bool colours, IEnumerable<string> resources)
{
    private static readonly int[] Colours = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];
    private readonly Lock _gate = new();
    private readonly List<string> _resources = [.. resources];
    private readonly int _width = resources.DefaultIfEmpty("").Max(name => name.Length);

    /// <summary>Colours only where somebody looks (https://no-color.org).</summary>
    public static Terminal For(TextWriter output, IEnumerable<string> resources) =>
        new(output, output == Console.Out && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")), resources);

    public void WriteLine(string resource, string line)
    {
        var prefix = $"{resource.PadRight(_width)} |";
        Write(colours ? $"\e[{Colours[Math.Max(0, _resources.IndexOf(resource)) % Colours.Length]}m{prefix}\e[0m {line}" : $"{prefix} {line}");
    }

    public void WriteLine(string line) => Write(line);

    private void Write(string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
