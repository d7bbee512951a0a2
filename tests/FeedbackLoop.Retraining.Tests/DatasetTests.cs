using FeedbackLoop.Retraining.Datasets;
using FeedbackLoop.Retraining.Examples;
using FeedbackLoop.Retraining.Propensity;

namespace FeedbackLoop.Retraining.Tests;

public sealed class DatasetTests
{
    private static readonly ExaminationCurve Logged = new(new Dictionary<string, float[]>(), 0.05);

    [Fact]
    public async Task The_same_examples_give_the_same_hash_and_other_ones_another()
    {
        await using var loop = await Loop.StartAsync();
        await SeedAsync(loop, 300);
        var first = await BuildAsync(loop);
        var again = await BuildAsync(loop);
        Assert.Equal(64, first.Hash.Length);
        Assert.Equal(first.Hash, again.Hash);

        await loop.QueryAsync<long>(
            """
            with changed as (update training_example set grade[1] = 4, clicked[1] = true
                where search_id = (select min(search_id) from training_example where grade[1] = 3) returning 1) select count(*) from changed
            """);
        Assert.NotEqual(first.Hash, (await BuildAsync(loop)).Hash);
    }

    [Fact]
    public async Task Nobody_is_on_two_sides_and_the_judges_are_recent()
    {
        await using var loop = await Loop.StartAsync();
        await SeedAsync(loop, 1500);
        var dataset = await BuildAsync(loop);
        var parts = dataset.Searches.GroupBy(search => search.Search.PersonId).Select(person => person.Select(search => search.Part).Distinct().Count());
        Assert.All(parts, count => Assert.Equal(1, count));
        var middle = dataset.Searches.Select(search => search.Search.ServedAt).Order().ElementAt(dataset.Searches.Count / 2);
        var judges = dataset.Searches.Where(search => search.Part == DatasetPart.HeldOut).ToList();
        Assert.NotEmpty(judges);
        Assert.All(judges, judge => Assert.True(judge.Search.ServedAt > middle.AddHours(-12)));
        Assert.Contains(dataset.Searches, search => search.Part == DatasetPart.Validation);
    }

    [Fact]
    public async Task Bots_other_versions_and_floods_of_one_person_stay_out()
    {
        await using var loop = await Loop.StartAsync(("Dataset:MaxSearchesPerPerson", "10"));
        var shop = new SimulatedShop(3);
        await loop.InsertAsync(Enumerable.Range(0, 200).Select(i =>
            shop.Search("flood", loop.Time.GetUtcNow().AddMinutes(-i - 1), "baseline", null)));
        await loop.InsertAsync(Enumerable.Range(0, 200).Select(i =>
            shop.Search($"bot{i}", loop.Time.GetUtcNow().AddMinutes(-i - 1), "baseline", null) with { Excluded = "bot" }));
        var dataset = await BuildAsync(loop);
        Assert.InRange(dataset.Searches.Count, 0, 10);
        Assert.All(dataset.Searches, search => Assert.Equal("flood", search.Search.PersonId));
    }

    [Fact]
    public async Task Fake_people_who_click_the_last_place_together_change_nothing()
    {
        await using var clean = await Loop.StartAsync();
        await clean.InsertAsync(Honest(clean));
        var before = await BuildAsync(clean);
        Assert.InRange(before.DistrustedPeople, 0, 1);

        await using var attacked = await Loop.StartAsync();
        await attacked.InsertAsync([.. Honest(attacked), .. Forged(attacked)]);
        var after = await BuildAsync(attacked);
        Assert.InRange(after.DistrustedPeople, 45, 51);
        Assert.Equal(before.Searches.Count, after.Searches.Count, before.Searches.Count * 0.01);
        Assert.True(after.Searches.Count(search => search.Search.PersonId!.StartsWith("fake", StringComparison.Ordinal)) <= 10);

        // Twenty queries with the same page each: people look at what stands on top, whatever they like.
        static List<ClosedSearch> Honest(Loop loop)
        {
            var (shop, random) = (new SimulatedShop(11), new Random(12));
            return [.. Enumerable.Range(0, 2000).Select(i => Page(shop.Search($"p{i % 500}", loop.Time.GetUtcNow().AddMinutes(-i - 1), "baseline", null), i % 20,
                position => random.NextDouble() < SimulatedShop.Examination(position) * (0.1 + (0.8 * ((i + position) % 3 == 0 ? 1 : 0)))))];
        }

        static IEnumerable<ClosedSearch> Forged(Loop loop)
        {
            var shop = new SimulatedShop(13);
            return Enumerable.Range(0, 200).Select(i =>
                Page(shop.Search($"fake{i % 50}", loop.Time.GetUtcNow().AddMinutes(-i - 1), "baseline", null), i * 7 % 20, position => position == SimulatedShop.Candidates - 1));
        }

        static ClosedSearch Page(ClosedSearch search, int query, Func<int, bool> clicks)
        {
            bool[] clicked = [.. Enumerable.Range(0, SimulatedShop.Candidates).Select(clicks)];
            return search with
            {
                ExampleNo = search.SearchId.StartsWith("s13", StringComparison.Ordinal) ? search.ExampleNo + 100_000 : search.ExampleNo,
                QueryKey = $"page{query}",
                ItemIds = [.. Enumerable.Range(0, SimulatedShop.Candidates).Select(i => $"item{query}-{i}")],
                Clicked = clicked,
                Grade = [.. clicked.Select(click => click ? 3f : 0)],
            };
        }
    }

    [Fact]
    public void Places_are_shared_by_the_root_and_never_wasted()
    {
        var quotas = DatasetBuilder.Quotas(new Dictionary<string, int> { ["text"] = 9000, ["image"] = 100, ["voice"] = 10 }, 1000);
        Assert.Equal(10, quotas["voice"]);             // has less than its share
        Assert.InRange(quotas["image"], 90, 100);      // 100 of 1000 by the root, instead of 11
        Assert.Equal(1000, quotas.Values.Sum());
    }

    [Fact]
    public void Ratings_of_what_is_often_rated_count_less()
    {
        var bought = PreferencePairsTests.Make([4], [1], [true]) with { Added = [true] };
        var seen = PreferencePairsTests.Make([0], [1], [true]);
        // Of 100 that added, 50 rate; of 1,000 that only looked, 10 do.
        var balance = RaterBalance.Estimate(
            [.. Enumerable.Repeat(bought with { Rating = [1] }, 50), .. Enumerable.Repeat(bought, 50),
             .. Enumerable.Repeat(seen with { Rating = [-1] }, 10), .. Enumerable.Repeat(seen, 990)]);
        Assert.True(balance.WeightOf(bought, 0) < 1);
        Assert.True(balance.WeightOf(seen, 0) > 1);
        Assert.InRange(balance.WeightOf(seen, 0) / balance.WeightOf(bought, 0), 10, 50);
    }

    internal static async Task SeedAsync(Loop loop, int searches, int seed = 1, int people = 150)
    {
        var shop = new SimulatedShop(seed);
        var now = loop.Time.GetUtcNow();
        await loop.InsertAsync(Enumerable.Range(0, searches).Select(i =>
            shop.Search($"p{i * 7919 % people}", now.AddDays(-10) + (TimeSpan.FromDays(10) * ((double)i / searches)), "baseline", null, swap: 0.1)));
    }

    internal static Task<Dataset> BuildAsync(Loop loop) =>
        loop.Get<DatasetBuilder>().BuildAsync(loop.Time.GetUtcNow(), Logged, CancellationToken.None);
}
