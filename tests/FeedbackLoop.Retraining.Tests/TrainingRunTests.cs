using System.Security.Cryptography;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Retraining.Datasets;
using FeedbackLoop.Retraining.Gate;
using FeedbackLoop.Retraining.Runs;
using FeedbackLoop.Retraining.Triggers;
using FeedbackLoop.Retraining.Workers;

namespace FeedbackLoop.Retraining.Tests;

public sealed class TrainingRunTests
{
    private static readonly (string, string)[] Small = [("Training:Trees", "40"), ("Training:Threads", "1"), ("Triggers:NewExamples", "1000")];

    [Fact]
    public async Task A_run_learns_from_biased_clicks_and_registers_its_candidate_with_all_that_made_it()
    {
        await using var loop = await Loop.StartAsync(Small);
        await DatasetTests.SeedAsync(loop, 3000);
        await loop.Get<TriggerWatch>().StepAsync(CancellationToken.None);
        await loop.Worker<TrainingWorker>().StepAsync(CancellationToken.None);

        var run = Assert.Single(await loop.Get<RunStore>().ListAsync(10, CancellationToken.None));
        Assert.Equal((RunState.Done, "examples", 1.0), (run.State, run.Trigger, run.Progress));
        var model = (await loop.Get<ModelRegistry>().FindAsync(run.ModelVersion!))!;
        Assert.Equal((ModelStatus.Candidate, "baseline"), (model.Status, model.Parent));
        Assert.Equal(run.DatasetHash, model.Lineage.DatasetHash);
        Assert.Equal((run.Id, run.Seed, "lambdamart"), (model.Lineage.RunId!.Value, model.Lineage.Seed, model.Lineage.Trainer));
        Assert.Equal("40", model.Lineage.Parameters!["trees"]);
        Assert.InRange(model.Lineage.DistrustedSearches!.Value, 0, model.Lineage.Examples!.Value / 50);
        Assert.InRange(model.Lineage.DistrustedPeople!.Value, 0, model.Lineage.DistrustedSearches.Value);
        Assert.True(model.Lineage.Metrics!["ndcg10"] > model.Lineage.Metrics["championNdcg10"] + 0.05);

        // What counts is not the clicks but the truth: more of the worth has to be on top.
        var ranker = RankerModel.Load(new MemoryStream((await loop.Get<ModelRegistry>().ReadArtifactAsync(run.ModelVersion!))!));
        Assert.True(TrueWorthOnTop(ranker) > TrueWorthOnTop(null) + 0.1);
    }

    [Fact]
    public async Task Each_run_chooses_its_trainer_and_their_models_stand_in_one_registry()
    {
        await using var loop = await Loop.StartAsync(new OtherTrainer(), [.. Small, ("Gate:MinimumSearches", "10")]);
        await DatasetTests.SeedAsync(loop, 2000);
        foreach (var trainer in new[] { null, "other" })
        {
            await loop.Get<RunStore>().QueueAsync("manual", "test", trainer, loop.Time.GetUtcNow(), CancellationToken.None);
            await loop.Worker<TrainingWorker>().StepAsync(CancellationToken.None);
        }

        var runs = await loop.Get<RunStore>().ListAsync(10, CancellationToken.None);
        Assert.Equal([("other", RunState.Done), (null, RunState.Done)], runs.Select(run => (run.Trainer, run.State)));
        var rankers = await loop.Get<ModelRegistry>().ListAsync(ModelKind.Ranker, CancellationToken.None);
        Assert.Equal(["other", "lambdamart"], rankers.Where(model => model.Version != "baseline").OrderByDescending(model => model.Lineage.RunId).Select(model => model.Lineage.Trainer));
    }

    [Fact]
    public async Task A_run_that_asks_for_a_trainer_of_another_build_says_so()
    {
        await using var loop = await Loop.StartAsync(Small);
        await loop.Get<RunStore>().QueueAsync("manual", "queued by a replica that has it", "lightgbm", loop.Time.GetUtcNow(), CancellationToken.None);
        await loop.Worker<TrainingWorker>().StepAsync(CancellationToken.None);
        var run = Assert.Single(await loop.Get<RunStore>().ListAsync(10, CancellationToken.None));
        Assert.Equal((RunState.Failed, "lightgbm"), (run.State, run.Trainer));
        Assert.Contains("FeedbackLoopProfile=cloud", run.Error);
    }

    [Fact]
    public async Task A_configured_trainer_that_is_not_in_the_build_stops_the_service_at_its_start()
    {
        await using var loop = await Loop.StartAsync(("Training:Trainer", "lightgbm"));
        Assert.Contains("FeedbackLoopProfile=cloud", Assert.Throws<InvalidOperationException>(loop.Worker<TrainingWorker>).Message);
    }

    [Fact]
    public async Task The_same_data_and_seed_give_the_same_bytes()
    {
        await using var loop = await Loop.StartAsync(Small);
        await DatasetTests.SeedAsync(loop, 1500);
        byte[] Train(Dataset dataset, int threads)
        {
            using var stream = new MemoryStream();
            RankerTraining.Train(new LambdaMartTrainer(), dataset, new TrainingOptions { Trees = 20, Threads = threads }, 5, null, null, CancellationToken.None).Save(stream);
            return SHA256.HashData(stream.ToArray());
        }

        var first = await DatasetTests.BuildAsync(loop);
        var second = await DatasetTests.BuildAsync(loop);
        Assert.Equal(first.Hash, second.Hash);
        Assert.Equal(Train(first, 1), Train(second, 2));
    }

    [Fact]
    public async Task Too_little_data_is_no_data_set()
    {
        await using var loop = await Loop.StartAsync(Small);
        await DatasetTests.SeedAsync(loop, 100);
        await loop.Get<RunStore>().QueueAsync("manual", "test", null, loop.Time.GetUtcNow(), CancellationToken.None);
        await loop.Worker<TrainingWorker>().StepAsync(CancellationToken.None);
        var run = Assert.Single(await loop.Get<RunStore>().ListAsync(10, CancellationToken.None));
        Assert.Equal(RunState.Rejected, run.State);
        Assert.Contains("too few", run.Error);
        Assert.Single(await loop.Get<ModelRegistry>().ListAsync(ModelKind.Ranker));
    }

    [Fact]
    public async Task A_run_whose_process_died_is_marked_and_tried_again_but_not_for_ever()
    {
        await using var loop = await Loop.StartAsync([.. Small, ("Training:MaxAttempts", "2"), ("Gate:MinimumSearches", "10")]);
        await DatasetTests.SeedAsync(loop, 2000);
        var runs = loop.Get<RunStore>();
        await runs.QueueAsync("manual", "test", null, loop.Time.GetUtcNow(), CancellationToken.None);

        // The process is gone in the middle of its work: its lock with it, its row not.
        var dead = (await runs.ClaimAsync(loop.Time.GetUtcNow(), CancellationToken.None))!;
        await runs.ProgressAsync(dead, "training", 0.5, CancellationToken.None);
        await loop.Worker<TrainingWorker>().StepAsync(CancellationToken.None);

        var all = await runs.ListAsync(10, CancellationToken.None);
        Assert.Equal([RunState.Done, RunState.Interrupted], all.Select(run => run.State));
        Assert.Equal((2, dead.Id), (all[0].Attempt, all[0].RetryOf!.Value));
        Assert.Contains("training", all[1].Error);

        // It was not dead after all, only slow: it must not be able to write any more.
        await Assert.ThrowsAsync<RunLostException>(() => runs.ProgressAsync(dead, "gate", 0.9, CancellationToken.None));
        await Assert.ThrowsAsync<RunLostException>(() =>
            runs.FinishAsync(dead, new RunOutcome { State = RunState.Done, Stage = "registered" }, loop.Time.GetUtcNow(), null, CancellationToken.None));

        // A run that kills its process each time is given up.
        await runs.QueueAsync("manual", "deadly", null, loop.Time.GetUtcNow(), CancellationToken.None);
        for (var i = 0; i < 2; i++)
        {
            await runs.RecoverAsync(2, loop.Time.GetUtcNow(), CancellationToken.None);
            Assert.NotNull(await runs.ClaimAsync(loop.Time.GetUtcNow(), CancellationToken.None));
        }

        Assert.Equal(1, await runs.RecoverAsync(2, loop.Time.GetUtcNow(), CancellationToken.None));
        Assert.Null(await runs.ClaimAsync(loop.Time.GetUtcNow(), CancellationToken.None));
    }

    [Fact]
    public async Task A_run_that_is_shut_down_goes_on_with_the_next_process()
    {
        await using var loop = await Loop.StartAsync([.. Small, ("Training:Trees", "4000"), ("Training:EarlyStopping", "0"), ("Training:ProgressInterval", "00:00:00.020")]);
        await using var next = loop.AnotherReplica(Small);
        await DatasetTests.SeedAsync(loop, 2000);
        var runs = loop.Get<RunStore>();
        await runs.QueueAsync("manual", "test", null, loop.Time.GetUtcNow(), CancellationToken.None);
        using var shutdown = new CancellationTokenSource();
        var working = loop.Worker<TrainingWorker>().StepAsync(shutdown.Token);
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while ((await runs.FindAsync(1, CancellationToken.None))!.Stage != "training")
        {
            Assert.True(DateTime.UtcNow < deadline, "The run does not get to its training.");
            await Task.Delay(20);
        }

        // While one works, the other keeps its hands off.
        await next.Worker<TrainingWorker>().StepAsync(CancellationToken.None);
        Assert.Equal(RunState.Running, (await runs.FindAsync(1, CancellationToken.None))!.State);

        await shutdown.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);
        await next.Worker<TrainingWorker>().StepAsync(CancellationToken.None);
        Assert.Equal([RunState.Done, RunState.Interrupted], (await runs.ListAsync(10, CancellationToken.None)).Select(run => run.State));
    }

    [Fact]
    public async Task The_gate_lets_the_better_through_and_neither_the_same_nor_the_worse()
    {
        await using var loop = await Loop.StartAsync();
        await DatasetTests.SeedAsync(loop, 3000);
        var heldOut = (await DatasetTests.BuildAsync(loop)).Searches.Where(search => search.Part == DatasetPart.HeldOut).ToList();
        var (good, bad) = (SimulatedShop.Ranker(1, 1), SimulatedShop.Ranker(-1, 1));
        var options = new GateOptions();
        GateReport Judge(RankerModel? champion, RankerModel candidate) => OfflineGate.Judge(heldOut, champion, candidate, options, 0.05, 1);

        Assert.True(Judge(null, good).Passed);
        Assert.False(Judge(null, bad).Passed);
        Assert.False(Judge(good, bad).Passed);
        var same = Judge(good, good);
        Assert.False(same.Passed);
        Assert.Equal(0, same.Difference);
        Assert.True(Judge(null, good).CandidateAccuracy > Judge(null, bad).CandidateAccuracy);
        Assert.False(OfflineGate.Judge([.. heldOut.Take(10)], null, good, options, 0.05, 1).Passed);
    }

    private static double TrueWorthOnTop(RankerModel? ranker)
    {
        var shop = new SimulatedShop(99);
        double worth = 0;
        for (var i = 0; i < 500; i++)
        {
            var page = shop.Page();
            var scores = SimulatedShop.Score(ranker, page);
            var best = Array.IndexOf(scores, scores.Max());
            worth += SimulatedShop.Worth(page.AsSpan(best * Contracts.Features.RankingFeatures.Count, Contracts.Features.RankingFeatures.Count)) / 500;
        }

        return worth;
    }
}
