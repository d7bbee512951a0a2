using System.Globalization;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Shoppers.Service;

namespace FeedbackLoop.Shoppers.Report;

/// <summary>Tells what the loop does, as it does it.</summary>
public sealed class LoopLog(LoopClient loop, Func<int> sessions, Func<double> seconds)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly List<(int Session, string To, string Action)> _changes = [];

    /// <summary>Changes of the champion, by the number of the session in which they were seen.</summary>
    public IReadOnlyList<(int Session, string To, string Action)> Changes => _changes;

    public IReadOnlyList<Experiment> Experiments { get; private set; } = [];
    public IReadOnlyList<DeploymentRecord> Deployments { get; private set; } = [];

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var run in (await loop.RunsAsync(cancellationToken)).Reverse())
        {
            Tell($"run {run.Id} {(run.State is "running" or "queued" ? "starts" : run.State)}", run.State is "running" or "queued"
                ? $"run {run.Id} starts ({run.Trigger}): {run.Reason}"
                : $"run {run.Id} {run.State}: {run.Error ?? Gate(run)}");
        }

        Experiments = await loop.ExperimentsAsync(cancellationToken);
        foreach (var experiment in Experiments.Reverse())
        {
            Tell($"experiment {experiment.Id} {experiment.Stage} {experiment.Share}",
                string.Create(CultureInfo.InvariantCulture, $"experiment {experiment.Id}: {experiment.Challenger} against {experiment.Champion}, {experiment.Stage}, share {experiment.Share:P0}"));
            foreach (var look in experiment.Looks.Where(look => look.Decision != "continue"))
            {
                Tell($"look {experiment.Id} {look.At:O}", $"experiment {experiment.Id}, {look.Stage}: {look.Decision}. {look.Reason}");
            }

            if (experiment.State != "running")
            {
                Tell($"experiment {experiment.Id} {experiment.State}", $"experiment {experiment.Id} {experiment.State}: {experiment.Challenger}");
            }
        }

        Deployments = await loop.DeploymentsAsync(cancellationToken);
        foreach (var change in Deployments.Reverse())
        {
            if (Tell($"change {change.At:O}", $"{change.Action}: {change.To} serves instead of {change.From}"))
            {
                _changes.Add((sessions(), change.To, change.Action));
            }

            if (change.Watch is "kept" or "taken-back")
            {
                Tell($"watch {change.At:O}", $"the guard: {change.To} {change.Watch}");
            }
        }
    }

    private static string Gate(TrainingRun run) => run.Metrics is null ? run.Stage
        : run.Kind == "query-adapter" ? FormattableString.Invariant($"{run.ModelVersion}; held out recall {run.Metrics["championRecall"]:0.000} -> {run.Metrics["recall"]:0.000}")
        : string.Create(CultureInfo.InvariantCulture,
        $"{run.ModelVersion} from {run.Metrics["trainSearches"]:0} searches, {run.Metrics["trees"]:0} trees; held out NDCG@10 {run.Metrics["championNdcg10"]:0.000} -> {run.Metrics["ndcg10"]:0.000}");

    private bool Tell(string key, string sentence)
    {
        if (!_told.Add(key))
        {
            return false;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds(),6:0} s  session {sessions(),5}  {sentence}"));
        return true;
    }
}
