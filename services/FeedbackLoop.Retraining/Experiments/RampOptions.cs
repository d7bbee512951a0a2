namespace FeedbackLoop.Retraining.Experiments;

/// <summary>Third stage: the winner takes over step by step.</summary>
public sealed class RampOptions
{
    /// <summary>Shares of people in the challenger arm, one step after the other, separated by commas; empty promotes at once.
    /// A text, because configuration would append to a list instead of replacing it.</summary>
    public string Shares { get; set; } = "0.75,0.95";

    /// <summary>Each step lasts at least so long and so many people.</summary>
    public TimeSpan StepTime { get; set; } = TimeSpan.FromHours(12);
    public int StepPeople { get; set; } = 200;

    /// <summary><see cref="Shares"/> as numbers.</summary>
    /// <exception cref="FormatException">A share is no number.</exception>
    public IReadOnlyList<double> Steps() =>
        [.. Shares.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(share => double.Parse(share, System.Globalization.CultureInfo.InvariantCulture))];
}
