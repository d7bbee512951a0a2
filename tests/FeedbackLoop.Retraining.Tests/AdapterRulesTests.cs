using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retraining.Adapters;

namespace FeedbackLoop.Retraining.Tests;

public sealed class AdapterRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly AdapterOptions Options = new();

    private static readonly AdapterFacts Facts = new()
    {
        Now = Now,
        Embedder = "e1",
        LastEmbedder = null,
        LastRunAt = null,
        NewEvidence = 0,
        FirstEvidenceAt = null,
        RunPending = false,
        Undecided = null,
    };

    [Theory]
    [InlineData(299, null, null, null)]
    [InlineData(300, null, null, "evidence")]
    [InlineData(0, "e1", null, null)]
    [InlineData(0, "e0", null, "embedder")]
    [InlineData(300, "e0", null, "embedder")]
    [InlineData(1, null, 6.9, null)]
    [InlineData(1, null, 7.0, "schedule")]
    public void Evidence_a_new_embedder_and_the_schedule_start_runs(int evidence, string? lastEmbedder, double? daysAgo, string? trigger)
    {
        var facts = Facts with
        {
            NewEvidence = evidence,
            LastEmbedder = lastEmbedder,
            LastRunAt = daysAgo is { } days ? Now - TimeSpan.FromDays(days) : null,
            FirstEvidenceAt = evidence > 0 ? Now.AddHours(-1) : null,
        };
        Assert.Equal(trigger, AdapterRules.Evaluate(facts, Options).FirstOrDefault(verdict => verdict.Fired)?.Trigger);
    }

    [Fact]
    public void Nothing_starts_while_something_is_under_way_undecided_or_too_early()
    {
        Assert.Null(AdapterRules.Hold(Facts, Options));
        Assert.NotNull(AdapterRules.Hold(Facts with { RunPending = true }, Options));
        Assert.NotNull(AdapterRules.Hold(Facts with { Embedder = null }, Options));
        Assert.Contains("a1", AdapterRules.Hold(Facts with { Undecided = "a1" }, Options));
        Assert.NotNull(AdapterRules.Hold(Facts with { LastRunAt = Now.AddMinutes(-59) }, Options));
        Assert.Null(AdapterRules.Hold(Facts with { LastRunAt = Now.AddMinutes(-60) }, Options));
    }

    [Fact]
    public async Task Rankers_and_adapters_share_the_one_place_for_an_experiment()
    {
        await using var loop = await Loop.StartAsync();
        await loop.RegisterAsync("ranker-1", SimulatedShop.Ranker(1, 1));
        await loop.Get<ModelRegistry>().RegisterAsync(new NewModel
        {
            Version = "adapter-1", Kind = ModelKind.QueryAdapter, Status = ModelStatus.Candidate, CreatedAt = loop.Time.GetUtcNow(), Artifact = [1],
            Lineage = new ModelLineage { EmbedderVersion = "e1" },
        });
        var deployments = loop.Get<Deployments>();
        var first = await deployments.StartExperimentAsync("adapter-1", ExperimentStage.Ab, 0.5, "salt", loop.Time.GetUtcNow());
        await Assert.ThrowsAsync<RegistryConflictException>(() => deployments.StartExperimentAsync("ranker-1", ExperimentStage.Ab, 0.5, "salt", loop.Time.GetUtcNow()));
        Assert.Null((await deployments.ReadAsync()).ExperimentId);
        Assert.Equal((first, "adapter-1", ModelKind.NoAdapter),
            await deployments.ReadAsync(ModelKind.QueryAdapter) is var d ? (d.ExperimentId!.Value, d.Challenger, d.Champion) : default);

        // Whose embedder is not the one that serves: the experiment stops, and the place is free.
        await loop.Get<AdapterWatch>().StepAsync(CancellationToken.None);
        Assert.Equal(ModelStatus.Retired, (await loop.Get<ModelRegistry>().FindAsync("adapter-1"))!.Status);
        await deployments.StartExperimentAsync("ranker-1", ExperimentStage.Ab, 0.5, "salt", loop.Time.GetUtcNow());
        await deployments.PromoteChallengerAsync(first + 1, "won", loop.Time.GetUtcNow(), null);
        Assert.Equal([(ModelKind.Ranker, "ranker-1")], (await deployments.ChangesAsync(null, 10)).Select(change => (change.Kind, change.To)));
    }
}
