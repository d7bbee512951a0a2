using System.Globalization;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Retraining.Datasets;
using FeedbackLoop.Retraining.Metrics;

namespace FeedbackLoop.Retraining.Gate;

/// <summary>Compares a candidate with the champion on held-out people's searches: NDCG over gains weighed by inverse propensity, and pairwise accuracy, with a
/// bootstrap that draws whole people, because one person's searches are not independent. NDCG is the gain of all searches over the ideal of all: divided
/// search by search, a search with a single click would lose its weight, and with it the correction for where the champion had put the item. The verdict is a filter, not a proof: the items were
/// shown by the champion, so what only the candidate would show is not judged here but in the experiment.</summary>
public static class OfflineGate
{
    /// <param name="champion">Null: the baseline, which ranks by the fused retrieval score.</param>
    public static GateReport Judge(
        IReadOnlyList<WeighedSearch> heldOut, RankerModel? champion, RankerModel candidate, GateOptions options, double propensityFloor, int seed)
    {
        var people = new Dictionary<string, PersonSums>(StringComparer.Ordinal);
        double weights = 0, squares = 0, pairs = 0, championRight = 0, candidateRight = 0;
        foreach (var weighed in heldOut)
        {
            var championScores = RankerScores.Of(champion, weighed.Search);
            var candidateScores = RankerScores.Of(candidate, weighed.Search);
            var person = weighed.Search.PersonId ?? weighed.Search.SearchId;
            double weight = weighed.QueryWeight;
            var gains = GainsOf(weighed);
            var ideal = weight * Dcg(gains, gains, options.Cutoff);
            people[person] = people.GetValueOrDefault(person) + new PersonSums(
                ideal, weight * Dcg(gains, Known(weighed, championScores), options.Cutoff), weight * Dcg(gains, Known(weighed, candidateScores), options.Cutoff));
            weights += ideal;
            squares += ideal * ideal;
            var (of, right) = PreferencePairs.Count(weighed.Search, championScores, propensityFloor);
            pairs += of;
            championRight += right;
            candidateRight += PreferencePairs.Count(weighed.Search, candidateScores, propensityFloor).Right;
        }

        var sums = people.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value).ToArray();
        var total = sums.Aggregate(new PersonSums(), (a, b) => a + b);
        var (lower, upper) = Bootstrap(sums, options, seed);
        var (passed, reason) = Verdict(heldOut.Count, total.Difference, lower, upper, options);
        return new GateReport
        {
            Passed = passed,
            Reason = reason,
            Searches = heldOut.Count,
            People = sums.Length,
            ChampionNdcg = total.Ideal > 0 ? total.Champion / total.Ideal : 0,
            CandidateNdcg = total.Ideal > 0 ? total.Candidate / total.Ideal : 0,
            Difference = total.Difference,
            Lower = lower,
            Upper = upper,
            ChampionAccuracy = pairs > 0 ? championRight / pairs : 0,
            CandidateAccuracy = pairs > 0 ? candidateRight / pairs : 0,
            EffectiveSearches = squares > 0 ? weights * weights / squares : 0,
        };
    }

    private static (bool Passed, string Reason) Verdict(int searches, double difference, double lower, double upper, GateOptions options)
    {
        var numbers = string.Create(CultureInfo.InvariantCulture,
            $"NDCG@{options.Cutoff} {difference:+0.0000;-0.0000} ({lower:+0.0000;-0.0000} to {upper:+0.0000;-0.0000}) on {searches} held-out searches");
        if (searches < options.MinimumSearches)
        {
            return (false, string.Create(CultureInfo.InvariantCulture, $"{searches} held-out searches are too few for a verdict; {options.MinimumSearches} are needed."));
        }

        if (lower < -options.Tolerance)
        {
            return (false, $"It may be worse than the champion: {numbers}.");
        }

        return difference < options.MinimumGain
            ? (false, $"It is not better enough to be worth a test: {numbers}.")
            : (true, $"It is better: {numbers}.");
    }

    private static float[] GainsOf(WeighedSearch weighed)
    {
        var gains = new float[weighed.Items.Length];
        for (var i = 0; i < gains.Length; i++)
        {
            gains[i] = (MathF.Pow(2, weighed.Labels[i]) - 1) * weighed.Weights[i];
        }

        return gains;
    }

    private static float[] Known(WeighedSearch weighed, float[] scores) => Array.ConvertAll(weighed.Items, item => scores[item]);

    private static double Dcg(float[] gains, float[] scores, int cutoff) => RankingMetrics.Dcg(scores, gains, cutoff, linearGain: true);

    private static (double Lower, double Upper) Bootstrap(PersonSums[] people, GateOptions options, int seed)
    {
        if (people.Length == 0)
        {
            return (0, 0);
        }

        var random = new Random(seed);
        var differences = new double[options.Resamples];
        for (var r = 0; r < differences.Length; r++)
        {
            var sum = new PersonSums();
            for (var i = 0; i < people.Length; i++)
            {
                sum += people[random.Next(people.Length)];
            }

            differences[r] = sum.Difference;
        }

        Array.Sort(differences);
        var tail = (1 - options.Confidence) / 2;
        return (differences[(int)(tail * (differences.Length - 1))], differences[(int)Math.Ceiling((1 - tail) * (differences.Length - 1))]);
    }

    private readonly record struct PersonSums(double Ideal, double Champion, double Candidate)
    {
        public double Difference => Ideal > 0 ? (Candidate - Champion) / Ideal : 0;

        public static PersonSums operator +(PersonSums a, PersonSums b) => new(a.Ideal + b.Ideal, a.Champion + b.Champion, a.Candidate + b.Candidate);
    }
}
