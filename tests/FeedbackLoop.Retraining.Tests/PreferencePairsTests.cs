using FeedbackLoop.Retraining.Examples;
using FeedbackLoop.Retraining.Metrics;

namespace FeedbackLoop.Retraining.Tests;

public sealed class PreferencePairsTests
{
    [Fact]
    public void A_click_counts_with_the_inverse_of_its_propensity()
    {
        // Clicked at position 2 (propensity 0.5) with grade 2: preferred to the seen positions 1 and 3, weight 1 / 0.5 each.
        // The scores order it right against position 3 only.
        var search = Make(grades: [0, 2, 0], propensities: [1, 0.5f, 0.25f], seen: [true, true, true]);
        var (pairs, right) = PreferencePairs.Count(search, [3, 2, 1], 0.05);
        Assert.Equal(4, pairs, 6);
        Assert.Equal(2, right, 6);
    }

    [Fact]
    public void What_was_not_looked_at_says_nothing()
    {
        var search = Make(grades: [0, 2, 0], propensities: [1, 0.5f, 0.25f], seen: [true, true, false]);
        Assert.Equal(2, PreferencePairs.Count(search, [3, 2, 1], 0.05).Pairs, 6);
    }

    [Fact]
    public void A_tiny_propensity_is_bounded_by_the_floor()
    {
        var search = Make(grades: [0, 3], propensities: [1, 0.001f], seen: [true, true]);
        Assert.Equal(20, PreferencePairs.Count(search, [1, 2], 0.05).Pairs, 6);
    }

    [Fact]
    public void Equal_scores_are_half_right()
    {
        var search = Make(grades: [1, 0], propensities: [1, 1], seen: [true, true]);
        Assert.Equal((1, 0.5), PreferencePairs.Count(search, [7, 7], 0.05));
    }

    [Fact]
    public void Two_rated_items_need_no_luck_of_the_eye()
    {
        var search = Make(grades: [1, 4], propensities: [1, 0.1f], seen: [true, true]) with { Rating = [0, 1] };
        Assert.Equal((1, 1), PreferencePairs.Count(search, [1, 2], 0.05));
    }

    internal static ClosedSearch Make(float[] grades, float[] propensities, bool[] seen) => new()
    {
        ExampleNo = 1,
        SearchId = "s1",
        PersonId = "p1",
        QueryKey = "q",
        Modality = "text",
        Cohort = "all",
        RankerVersion = "baseline",
        Arm = "champion",
        ExperimentId = null,
        ServedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        ItemIds = [.. grades.Select((_, i) => $"i{i}")],
        Scores = [.. grades.Select((_, i) => (float)-i)],
        Propensities = propensities,
        Features = new float[grades.Length * Contracts.Features.RankingFeatures.Count],
        Swapped = null,
        Teams = null,
        Seen = seen,
        Clicked = [.. grades.Select(grade => grade > 0)],
        DwellMs = [.. grades.Select(grade => grade > 0 ? 20_000 : -1)],
        Pogo = new bool[grades.Length],
        Skipped = new bool[grades.Length],
        Added = new bool[grades.Length],
        Rating = [.. grades.Select(_ => float.NaN)],
        Grade = grades,
        Abandoned = grades.All(grade => grade == 0),
        Weight = 1,
        Excluded = null,
    };
}
