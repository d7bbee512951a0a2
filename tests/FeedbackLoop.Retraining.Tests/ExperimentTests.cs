using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Retraining.Experiments;

namespace FeedbackLoop.Retraining.Tests;

public sealed class ExperimentTests
{
    private static readonly (string, string)[] Quick =
    [
        ("Experiment:Interleaving:LeastPeople", "100"), ("Experiment:Interleaving:MostPeople", "1500"), ("Experiment:Ab:LeastPeople", "200"),
        ("Experiment:Ab:MostPeople", "4000"), ("Experiment:TightestAt", "1000"), ("Experiment:Ramp:Shares", "0.9"), ("Experiment:Ramp:StepPeople", "100"),
        ("Guard:LookInterval", "00:30:00"),
    ];

    private static readonly RankerModel Good = SimulatedShop.Ranker(1, 1);
    private static readonly RankerModel Bad = SimulatedShop.Ranker(-1, 1);

    [Fact]
    public async Task A_better_ranker_goes_all_the_way_and_stays()
    {
        await using var loop = await Loop.StartAsync(Quick);
        await loop.RegisterAsync("better", Good);
        var experiment = await RunAsync(loop, null, "better", Good);
        Assert.Equal(ExperimentState.Promoted, experiment.State);
        Assert.Equal(["interleaving", "ab", "ramp"], experiment.Looks.Select(look => look.Stage).Distinct());
        Assert.NotNull(experiment.Reason);
        var deployed = await loop.Get<Deployments>().ReadAsync();
        Assert.Equal(("better", null, 5L), (deployed.Champion, deployed.Challenger, deployed.Revision)); // start, ab, ramp, promotion: each is a revision
        Assert.Equal(ModelStatus.Retired, (await loop.Get<ModelRegistry>().FindAsync("baseline"))!.Status);

        // Afterwards it is as good as it was in the test, so the guard keeps it.
        await ServeAsync(loop, "better", Good, days: 4);
        Assert.Equal("kept", Assert.Single(await loop.Get<Deployments>().ChangesAsync(ModelKind.Ranker, 10)).Watch);
        Assert.Equal("better", (await loop.Get<Deployments>().ReadAsync()).Champion);
    }

    [Theory]
    [InlineData("true", "interleaving")]
    [InlineData("false", "ab")]
    public async Task A_worse_ranker_is_taken_back(string interleaving, string stage)
    {
        await using var loop = await Loop.StartAsync([.. Quick, ("Experiment:Interleaving:Enabled", interleaving)]);
        await loop.RegisterAsync("worse", Bad);
        var experiment = await RunAsync(loop, null, "worse", Bad);
        Assert.Equal((ExperimentState.RolledBack, stage), (experiment.State, experiment.Stage));
        Assert.True(experiment.Looks[^1].Upper < 0);
        Assert.Equal(ModelStatus.RolledBack, (await loop.Get<ModelRegistry>().FindAsync("worse"))!.Status);
        var deployed = await loop.Get<Deployments>().ReadAsync();
        Assert.Equal(("baseline", null, 0.0), (deployed.Champion, deployed.Challenger, deployed.Share));
    }

    [Fact]
    public async Task A_bad_champion_that_an_operator_promoted_is_taken_back_by_the_guard()
    {
        await using var loop = await Loop.StartAsync(Quick);
        await loop.RegisterAsync("better", Good);
        await loop.RegisterAsync("worse", Bad);
        var deployments = loop.Get<Deployments>();
        await deployments.PromoteAsync("better", ModelKind.Ranker, "start", loop.Time.GetUtcNow(), null);
        await ServeAsync(loop, "better", Good, days: 2);
        var now = loop.Time.GetUtcNow();
        await deployments.PromoteAsync("worse", ModelKind.Ranker, "operator", now, await loop.Get<PromotionGuard>().PrepareAsync(ModelKind.Ranker, "better", now, CancellationToken.None));
        await ServeAsync(loop, "worse", Bad, days: 2);
        Assert.Equal("better", (await deployments.ReadAsync()).Champion);
        var changes = await deployments.ChangesAsync(ModelKind.Ranker, 10);
        Assert.Equal(("roll-back", "taken-back"), (changes[0].Action, changes[1].Watch));
        Assert.Contains("fell by", changes[0].Reason);
    }

    [Fact]
    public async Task People_who_are_shared_out_wrongly_stop_the_experiment()
    {
        await using var loop = await Loop.StartAsync([.. Quick, ("Experiment:Interleaving:Enabled", "false")]);
        await loop.RegisterAsync("better", Good);
        var director = loop.Get<ExperimentDirector>();
        await director.StepAsync(CancellationToken.None);
        var shop = new SimulatedShop(5);
        // One in three of the challenger's people never reports: the better ranker would win, and none of it may be believed.
        await loop.InsertAsync(Enumerable.Range(0, 3000)
            .Select(i => shop.InArm($"p{i}", loop.Time.GetUtcNow().AddMinutes(1), "experiment:better", 0.5, 1, "baseline", null, "better", Good))
            .Where((search, i) => search.Arm == "champion" || i % 3 != 0));
        loop.Time.Advance(TimeSpan.FromDays(2));
        await director.StepAsync(CancellationToken.None);
        var experiment = (await loop.Get<ExperimentStore>().FindAsync(1, CancellationToken.None))!;
        Assert.Equal(ExperimentState.Stopped, experiment.State);
        Assert.True(experiment.Looks[^1].SrmP < 0.001);
        Assert.Equal("baseline", (await loop.Get<Deployments>().ReadAsync()).Champion);
    }

    [Fact]
    public void An_equal_ranker_is_promoted_no_more_often_than_alpha_however_often_one_looks()
    {
        const int worlds = 300, lookEvery = 50, people = 2000;
        var options = new ExperimentOptions { TightestAt = 1000 };
        options.Ab.LeastPeople = 200;
        var judge = new ExperimentJudge(options);
        var (promoted, rolledBack) = (0, 0);
        for (var world = 0; world < worlds; world++)
        {
            var shop = new SimulatedShop(1000 + world);
            var (champion, challenger) = (new ArmPeople(), new ArmPeople());
            var verdict = ExperimentVerdict.Continue;
            for (var i = 1; i <= people && verdict == ExperimentVerdict.Continue; i++)
            {
                var search = shop.InArm($"w{world}p{i}", DateTimeOffset.UnixEpoch, $"salt{world}", 0.5, 1, "a", null, "b", null);
                (search.Arm == "champion" ? champion : challenger).Add(search);
                if (i % lookEvery == 0)
                {
                    verdict = judge.JudgeArms("ab", 0.5, TimeSpan.FromDays(2), champion, challenger, DateTimeOffset.UnixEpoch).Verdict;
                }
            }

            promoted += verdict == ExperimentVerdict.Promote ? 1 : 0;
            rolledBack += verdict == ExperimentVerdict.RollBack ? 1 : 0;
        }

        // alpha 5 % on both sides together; 300 worlds: 15 expected at most, 27 is more than three standard deviations above.
        Assert.InRange(promoted + rolledBack, 0, 27);
    }

    [Theory]
    [InlineData(false, 0, ExperimentVerdict.Continue)] // no difference, and no preference to build on
    [InlineData(true, 0, ExperimentVerdict.Promote)]   // preferred while interleaved, and no harm here
    [InlineData(true, 0.025, ExperimentVerdict.Continue)] // preferred, but a loss beyond the margin is possible
    [InlineData(true, 0.4, ExperimentVerdict.RollBack)] // preferred, but worse
    public void A_preferred_challenger_has_only_to_do_no_harm(bool preferred, double loss, ExperimentVerdict verdict)
    {
        var options = new ExperimentOptions { TightestAt = 5000 };
        options.Ab.NonInferiorityMargin = 0.05;
        options.Guardrails.AbandonmentRate = 1; // not the subject here
        var (champion, challenger) = (new ArmPeople(), new ArmPeople());
        for (var i = 0; i < 4000; i++)
        {
            // Half of the champion's people are satisfied, and some fewer of the challenger's.
            var search = PreferencePairsTests.Make([4, 0], [1, 0.5f], [true, true]);
            champion.Add(search with { PersonId = $"p{i}", Grade = [i % 2 == 0 ? 4 : 0, 0] });
            challenger.Add(search with { PersonId = $"c{i}", Grade = [i % 2 == 0 && i % 1000 >= 1000 * loss * 2 ? 4 : 0, 0] });
        }

        Assert.Equal(verdict, new ExperimentJudge(options)
            .JudgeArms("ab", 0.5, TimeSpan.FromDays(2), champion, challenger, DateTimeOffset.UnixEpoch, preferred).Verdict);
    }

    [Theory]
    [InlineData(false, ExperimentVerdict.Promote)]    // the A/B test decides
    [InlineData(true, ExperimentVerdict.KeepControl)]
    public void A_challenger_that_is_ahead_by_chance_goes_on_only_where_no_clear_preference_is_required(bool required, ExperimentVerdict verdict)
    {
        var options = new ExperimentOptions { TightestAt = 1000 };
        options.Interleaving.MostPeople = 400;
        options.Interleaving.RequirePreference = required;
        var tally = new InterleavingTally();
        for (var i = 0; i < 400; i++)
        {
            tally.Add($"p{i}", i % 2 == 0 || i % 100 == 1 ? 1 : -1); // 204 of 400 prefer it
        }

        Assert.Equal(verdict, new ExperimentJudge(options).JudgeInterleaving(0.5, TimeSpan.FromDays(1), tally, 400, DateTimeOffset.UnixEpoch).Verdict);
    }

    [Fact]
    public void A_guardrail_takes_back_a_ranker_that_satisfies_as_well_but_harms()
    {
        var judge = new ExperimentJudge(new ExperimentOptions { TightestAt = 1000 });
        var (champion, challenger) = (new ArmPeople(), new ArmPeople());
        for (var i = 0; i < 1000; i++)
        {
            var search = PreferencePairsTests.Make([3, 0], [1, 0.5f], [true, true]) with { PersonId = $"p{i}", Clicked = [true, true] };
            champion.Add(search with { Pogo = [false, i % 10 == 0] });
            challenger.Add(search with { PersonId = $"c{i}", Pogo = [false, i % 2 == 0] });
        }

        var judgement = judge.JudgeArms("ab", 0.5, TimeSpan.FromDays(2), champion, challenger, DateTimeOffset.UnixEpoch);
        Assert.Equal(ExperimentVerdict.RollBack, judgement.Verdict);
        Assert.True(judgement.Look.Guardrails.Single(rail => rail.Metric == ExperimentJudge.Pogo).Breached);
    }

    [Theory]
    [InlineData(3, ExperimentVerdict.Continue)] // half as much again as 2 ms, but nobody feels it
    [InlineData(20, ExperimentVerdict.Continue)]
    [InlineData(35, ExperimentVerdict.RollBack)]
    public void A_challenger_that_makes_people_wait_is_taken_back(float tookMs, ExperimentVerdict verdict)
    {
        var judge = new ExperimentJudge(new ExperimentOptions { TightestAt = 1000 });
        var (champion, challenger) = (new ArmPeople(), new ArmPeople());
        var random = new Random(1);
        var (control, treatment) = (tookMs == 3 ? 2 : 15f, tookMs);
        for (var i = 0; i < 1000; i++)
        {
            var search = PreferencePairsTests.Make([i % 2, 0], [1, 0.5f], [true, true]);
            // Now and then the machine stands still, in both arms.
            float Around(float mean) => i % 200 == 0 ? 5000 : mean * (0.5f + random.NextSingle());
            champion.Add(search with { PersonId = $"p{i}", TookMs = Around(control) });
            challenger.Add(search with { PersonId = $"c{i}", TookMs = Around(treatment) });
        }

        var judgement = judge.JudgeArms("ab", 0.5, TimeSpan.FromDays(2), champion, challenger, DateTimeOffset.UnixEpoch);
        Assert.Equal(verdict, judgement.Verdict);
        Assert.Equal(verdict == ExperimentVerdict.RollBack, judgement.Look.Guardrails.Single(rail => rail.Metric == ExperimentJudge.Latency).Breached);
    }

    [Fact]
    public async Task A_test_without_a_difference_ends_with_the_champion()
    {
        await using var loop = await Loop.StartAsync([.. Quick, ("Experiment:Interleaving:Enabled", "false"), ("Experiment:Ab:MostPeople", "1500")]);
        await loop.RegisterAsync("same", Good);
        await loop.RegisterAsync("twin", Good);
        await loop.Get<Deployments>().PromoteAsync("twin", ModelKind.Ranker, "start", loop.Time.GetUtcNow(), null);
        var experiment = await RunAsync(loop, Good, "same", Good);
        Assert.Equal(ExperimentState.Inconclusive, experiment.State);
        Assert.Equal("twin", (await loop.Get<Deployments>().ReadAsync()).Champion);
    }

    /// <summary>People search all day; every two hours the loop looks.</summary>
    private static async Task<Experiment> RunAsync(Loop loop, RankerModel? champion, string challenger, RankerModel challengerModel)
    {
        var shop = new SimulatedShop(11);
        var director = loop.Get<ExperimentDirector>();
        await director.StepAsync(CancellationToken.None);
        for (var round = 0; round < 60; round++)
        {
            var deployed = await loop.Get<Deployments>().ReadAsync();
            if (deployed.ExperimentId is not { } id)
            {
                break;
            }

            var at = loop.Time.GetUtcNow().AddMinutes(1);
            await loop.InsertAsync(Enumerable.Range(0, 250).Select(i => $"p{round}-{i}").Select(person => deployed.Stage == ExperimentStage.Interleaving
                ? shop.Interleaved(person, at, deployed.Champion!, champion, challengerModel, id)
                : shop.InArm(person, at, deployed.Salt!, deployed.Share, id, deployed.Champion!, champion, challenger, challengerModel)));
            loop.Time.Advance(TimeSpan.FromHours(13));
            await director.StepAsync(CancellationToken.None);
        }

        return (await loop.Get<ExperimentStore>().FindAsync(1, CancellationToken.None))!;
    }

    private static async Task ServeAsync(Loop loop, string version, RankerModel model, int days)
    {
        var shop = new SimulatedShop(77 + days + version.Length);
        var first = await loop.QueryAsync<long>("select coalesce(max(example_no), 0) from training_example");
        for (var day = 0; day < days; day++)
        {
            var at = loop.Time.GetUtcNow().AddMinutes(1);
            await loop.InsertAsync(Enumerable.Range(0, 400).Select(i => shop.Search($"{version}{day}-{i}", at, version, model)).Select(search =>
                search with { ExampleNo = first + search.ExampleNo, SearchId = $"{version}-{search.SearchId}" }));
            loop.Time.Advance(TimeSpan.FromDays(1));
            await loop.Get<PromotionGuard>().StepAsync(CancellationToken.None);
        }
    }
}
