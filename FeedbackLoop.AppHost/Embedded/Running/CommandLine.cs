namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>What a person may write behind <c>dotnet run --project FeedbackLoop.AppHost --</c>.</summary>
internal sealed record CommandLine(bool Reset, string? DataFolder, IReadOnlyDictionary<string, string?> Settings)
{
    public const string Help = """
        FeedbackLoop: a search service that learns from the people who use it.

        dotnet run --project FeedbackLoop.AppHost                       start everything
        dotnet run --project FeedbackLoop.AppHost -- --catalog FOLDER   with the catalogue in FOLDER: products.csv or products.ndjson, and pictures
        dotnet run --project FeedbackLoop.AppHost -- --reset            with an empty database
        dotnet run --project FeedbackLoop.AppHost -- --data FOLDER      keep database, keys and logs in FOLDER instead of .feedbackloop

        Environment variables reach every service: Retraining__Enabled=false sets Retraining:Enabled.
        Ctrl+C stops everything.
        """;

    /// <exception cref="DistributedApplicationException">It says something that means nothing here.</exception>
    public static CommandLine Parse(string[] args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        string? data = null;
        var reset = false;
        for (var i = 0; i < args.Length; i++)
        {
            var (name, inline) = Split(args[i]);
            switch (name)
            {
                case "--help" or "-h" or "-?":
                    throw new HelpRequestedException();
                case "--reset":
                    reset = true;
                    break;
                case "--data":
                    data = Path.GetFullPath(inline ?? Next(args, ref i, name));
                    break;
                case "--catalog":
                    var folder = Path.GetFullPath(inline ?? Next(args, ref i, name));
                    settings["catalog"] = Directory.Exists(folder) ? folder : throw new DistributedApplicationException($"There is no catalogue folder {folder}.");
                    break;
                default:
                    throw new DistributedApplicationException($"`{args[i]}` means nothing here; `--help` says what does.");
            }
        }
        return new(reset, data, settings);
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 ? (argument[..equals], argument[(equals + 1)..]) : (argument, null);

    private static string Next(string[] args, ref int i, string name) =>
        ++i < args.Length ? args[i] : throw new DistributedApplicationException($"`{name}` needs a folder behind it.");
}
