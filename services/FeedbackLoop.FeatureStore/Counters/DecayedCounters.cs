using FeedbackLoop.Contracts.Features;

namespace FeedbackLoop.FeatureStore.Counters;

/// <summary>Exponentially decayed counters of one (scope, item) pair. An event that arrives late counts as if it had come in time
/// (Cormode et al., "Forward decay", ICDE 2009: the weight depends on the event's age alone).</summary>
public sealed class DecayedCounters
{
    public DateTimeOffset AsOf { get; private set; }
    public double[] Slow { get; }
    public double[] Fast { get; }

    public DecayedCounters(DateTimeOffset asOf)
        : this(asOf, new double[FeatureCounters.Count], new double[FeatureCounters.Count])
    {
    }

    public DecayedCounters(DateTimeOffset asOf, double[] slow, double[] fast) => (AsOf, Slow, Fast) = (asOf, slow, fast);

    public void Add(int counter, double amount, DateTimeOffset at, TimeSpan slowHalfLife, TimeSpan fastHalfLife)
    {
        if (at > AsOf)
        {
            Scale(Slow, Remaining(at - AsOf, slowHalfLife));
            Scale(Fast, Remaining(at - AsOf, fastHalfLife));
            AsOf = at;
        }

        var age = AsOf - at;
        Slow[counter] += amount * Remaining(age, slowHalfLife);
        Fast[counter] += amount * Remaining(age, fastHalfLife);
    }

    /// <summary>What remains of 1 after <paramref name="age"/>.</summary>
    public static double Remaining(TimeSpan age, TimeSpan halfLife) => Math.Pow(2, -(age / halfLife));

    private static void Scale(double[] values, double factor)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }
}
