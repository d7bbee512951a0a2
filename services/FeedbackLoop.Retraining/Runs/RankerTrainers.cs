using FeedbackLoop.Learning.LambdaMart;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Retraining.Runs;

/// <summary>The trainers that this build contains, by name. A run may choose one; without a choice it is <see cref="TrainingOptions.Trainer"/>.</summary>
public sealed class RankerTrainers
{
    private const string LightGbm = "lightgbm";
    private readonly Dictionary<string, IRankerTrainer> _trainers;

    /// <exception cref="InvalidOperationException">The configured trainer is not in this build.</exception>
    public RankerTrainers(IEnumerable<IRankerTrainer> trainers, IOptions<RetrainingOptions> options)
    {
        _trainers = trainers.ToDictionary(trainer => trainer.Name, StringComparer.OrdinalIgnoreCase);
        Default = Find(options.Value.Training.Trainer)
            ?? throw new InvalidOperationException($"Retraining:Training:Trainer: {HowToGet(options.Value.Training.Trainer)}.");
    }

    public IRankerTrainer Default { get; }

    public IRankerTrainer? Find(string name) => _trainers.GetValueOrDefault(name);

    /// <summary>What to say about a trainer that is not here: one sentence without its full stop.</summary>
    public string HowToGet(string name)
    {
        var here = string.Join(" or ", _trainers.Keys.Order(StringComparer.Ordinal));
        return string.Equals(name, LightGbm, StringComparison.OrdinalIgnoreCase)
            ? $"this build has no {LightGbm}: build with -p:FeedbackLoopProfile=cloud, or use {here}"
            : $"there is no such trainer; this build has {here}";
    }
}
