using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Tests;

/// <summary>A shop whose truth is known: what an item is worth to people follows from its features, what they look at from its position.</summary>
internal sealed class SimulatedShop(int seed)
{
    public const int Candidates = 12;
    private readonly Random _random = new(seed);
    private long _exampleNo;

    public static double Examination(int position) => Math.Pow(position + 1, -1.0);

    /// <summary>How satisfying an item is, 0 to 1; the fused score knows little of it.</summary>
    public static double Worth(ReadOnlySpan<float> features) =>
        1 / (1 + Math.Exp(-(6 * (features[RankingFeatures.TypeMatch] - 0.5) + 5 * (features[RankingFeatures.TextCosine] - 0.7)
            - 3 * Math.Abs(features[RankingFeatures.PriceRelative]))));

    public float[] Page()
    {
        var features = new float[Candidates * RankingFeatures.Count];
        for (var i = 0; i < Candidates; i++)
        {
            var row = features.AsSpan(i * RankingFeatures.Count, RankingFeatures.Count);
            row.Fill(float.NaN);
            row[RankingFeatures.TextCosine] = (float)_random.NextDouble();
            row[RankingFeatures.TypeMatch] = _random.Next(2);
            row[RankingFeatures.PriceRelative] = (float)(_random.NextDouble() * 2 - 1);
            row[RankingFeatures.AgeDaysLog] = (float)_random.NextDouble();
            row[RankingFeatures.FusedScore] = (float)(0.3 * row[RankingFeatures.TextCosine] + _random.NextDouble());
        }

        return features;
    }

    public static float[] Score(RankerModel? model, float[] features)
    {
        var scores = new float[Candidates];
        if (model is not null)
        {
            model.Score(features, scores);
        }
        else
        {
            for (var i = 0; i < Candidates; i++)
            {
                scores[i] = features[i * RankingFeatures.Count + RankingFeatures.FusedScore];
            }
        }

        return scores;
    }

    /// <summary>A search that one ranker answers.</summary>
    public ClosedSearch Search(string person, DateTimeOffset at, string version, RankerModel? model, double swap = 0, string arm = "champion", long? experiment = null)
    {
        var features = Page();
        var scores = Score(model, features);
        var order = Enumerable.Range(0, Candidates).OrderByDescending(i => scores[i]).ToArray();
        int[]? swapped = null;
        if (_random.NextDouble() < swap)
        {
            var first = _random.Next(Candidates);
            var second = (first + 1 + _random.Next(Candidates - 1)) % Candidates;
            (order[first], order[second]) = (order[second], order[first]);
            swapped = [Math.Min(first, second) + 1, Math.Max(first, second) + 1];
        }

        return Visit(person, at, version, features, scores, order, swapped, null, arm, experiment);
    }

    /// <summary>A search that both rankers answer together.</summary>
    public ClosedSearch Interleaved(string person, DateTimeOffset at, string champion, RankerModel? championModel, RankerModel? challengerModel, long experiment)
    {
        var features = Page();
        var (a, b) = (Score(championModel, features), Score(challengerModel, features));
        int[] Order(float[] scores) => [.. Enumerable.Range(0, Candidates).OrderByDescending(i => scores[i])];
        var merged = TeamDraft.Merge<int>([Order(a), Order(b)], Candidates, _random.Next());
        return Visit(person, at, champion, features, a, [.. merged.Items], null, [.. merged.Teams], "interleaved", experiment);
    }

    /// <summary>A person's search in an A/B test: the arm follows from the hash, as in SearchApi.</summary>
    public ClosedSearch InArm(string person, DateTimeOffset at, string salt, double share, long experiment, string champion, RankerModel? a, string challenger, RankerModel? b) =>
        HashAssignment.Bucket(salt, person) < share
            ? Search(person, at, challenger, b, arm: "challenger", experiment: experiment)
            : Search(person, at, champion, a, experiment: experiment);

    private ClosedSearch Visit(
        string person, DateTimeOffset at, string version, float[] features, float[] scores, int[] order, int[]? swapped, int[]? teams, string arm, long? experiment)
    {
        var clicked = new bool[Candidates];
        var grade = new float[Candidates];
        var dwell = new int[Candidates];
        var pogo = new bool[Candidates];
        var shown = new float[features.Length];
        for (var position = 0; position < Candidates; position++)
        {
            var row = features.AsSpan(order[position] * RankingFeatures.Count, RankingFeatures.Count);
            row.CopyTo(shown.AsSpan(position * RankingFeatures.Count));
            var worth = Worth(row);
            clicked[position] = _random.NextDouble() < Examination(position) * (0.05 + 0.9 * worth);
            var stays = _random.NextDouble() < worth;
            dwell[position] = !clicked[position] ? -1 : stays ? 45_000 : 2_000;
            pogo[position] = clicked[position] && !stays;
            grade[position] = clicked[position] && stays ? 3 : 0;
        }

        var last = Array.LastIndexOf(clicked, true);
        _exampleNo++;
        return new ClosedSearch
        {
            ExampleNo = _exampleNo,
            SearchId = $"s{seed}-{_exampleNo}",
            PersonId = person,
            QueryKey = $"q{_random.Next(50)}",
            Modality = "text",
            Cohort = "all",
            RankerVersion = version,
            Arm = arm,
            ExperimentId = experiment,
            ServedAt = at,
            ItemIds = [.. order.Select(i => $"i{_exampleNo}-{i}")],
            Scores = [.. order.Select(i => scores[i])],
            Propensities = [.. Enumerable.Range(0, Candidates).Select(p => (float)Math.Pow(p + 1, -0.7))],
            Features = shown,
            Swapped = swapped,
            Teams = teams,
            Seen = [.. Enumerable.Repeat(true, Candidates)],
            Clicked = clicked,
            DwellMs = dwell,
            Pogo = pogo,
            Skipped = [.. clicked.Select((c, i) => !c && i < last)],
            Added = new bool[Candidates],
            Rating = [.. Enumerable.Repeat(float.NaN, Candidates)],
            Grade = grade,
            Abandoned = last < 0,
            Weight = 1,
            Excluded = null,
        };
    }

    /// <summary>A ranker whose score rises (or with -1 falls) with the truth, made by training on it.</summary>
    public static RankerModel Ranker(int direction, int seed)
    {
        var shop = new SimulatedShop(seed);
        var values = Enumerable.Range(0, 200).SelectMany(_ => shop.Page()).ToArray();
        var labels = new float[values.Length / RankingFeatures.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            var worth = Worth(values.AsSpan(i * RankingFeatures.Count, RankingFeatures.Count));
            labels[i] = (float)Math.Round(4 * (direction > 0 ? worth : 1 - worth));
        }

        var rows = new RankingRows
        {
            Values = values,
            FeatureCount = RankingFeatures.Count,
            GroupSizes = [.. Enumerable.Repeat(Candidates, 200)],
            Labels = labels,
            FeatureNames = RankingFeatures.Names,
        };
        return new LambdaMartTrainer().Train(
            RankingDataset.Create(rows), null, new LambdaMartOptions { Trees = 40, Leaves = 15, Seed = seed, Threads = 1 }, null, CancellationToken.None);
    }
}
