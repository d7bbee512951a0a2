using System.Net;
using System.Net.Http.Json;
using System.Text;
using FeedbackLoop.Contracts.Retraining;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.Retraining.Tests;

public sealed class EndpointTests(RunningService service) : IClassFixture<RunningService>
{
    private readonly HttpClient _anyone = service.Anyone;
    private readonly HttpClient _operator = service.Operator;

    [Theory]
    [InlineData("/api/runs")]
    [InlineData("/api/models")]
    [InlineData("/api/models/baseline/promote")]
    [InlineData("/api/rollback")]
    [InlineData("/api/experiments/1/stop")]
    public async Task Nobody_but_an_operator_changes_the_loop(string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await _anyone.PostAsJsonAsync(path, new { })).StatusCode);
        using var wrong = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { }), Headers = { Authorization = new("Bearer", "guess") } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await _anyone.SendAsync(wrong)).StatusCode);
    }

    [Theory]
    [InlineData("/api/metrics")]
    [InlineData("/api/metrics?modality=each&cohort=each")]
    [InlineData("/api/runs")]
    [InlineData("/api/models?kind=ranker")]
    [InlineData("/api/models/baseline")]
    [InlineData("/api/models/baseline/importance")]
    [InlineData("/api/deployments")]
    [InlineData("/api/experiments")]
    [InlineData("/api/drift")]
    [InlineData("/api/position-bias")]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/openapi/v1.json")]
    public async Task An_empty_loop_can_be_looked_at(string path) => Assert.Equal(HttpStatusCode.OK, (await _anyone.GetAsync(path)).StatusCode);

    [Theory]
    [InlineData("/api/runs/999", 404)]
    [InlineData("/api/models/none", 404)]
    [InlineData("/api/models/none/importance", 404)]
    [InlineData("/api/experiments/999", 404)]
    [InlineData("/api/runs?take=0", 400)]
    [InlineData("/api/models?kind=tree", 400)]
    [InlineData("/api/metrics?from=2026-03-02&to=2026-03-01", 400)]
    [InlineData("/api/metrics?from=yesterday", 400)]
    public async Task What_cannot_be_answered_is_explained(string path, int status)
    {
        var answer = await _anyone.GetAsync(path);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotNull(await answer.Content.ReadFromJsonAsync<ProblemDetails>());
    }

    [Theory]
    [InlineData("/api/runs", "embedder")]
    [InlineData("/api/rollback", "embedder")]
    [InlineData("/api/rollback", "query-adapter", 409)] // nothing came before the first
    public async Task A_kind_that_cannot_be_trained_or_rolled_back_is_explained(string path, string kind, int status = 400)
    {
        var answer = await _operator.PostAsJsonAsync(path, new { kind });
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotNull(await answer.Content.ReadFromJsonAsync<ProblemDetails>());
    }

    [Fact]
    public async Task The_loop_says_what_serves_and_what_it_waits_for()
    {
        var status = (await _anyone.GetFromJsonAsync<LoopStatus>("/api/loop"))!;
        Assert.Equal("baseline", status.Champion);
        Assert.NotEmpty(status.Triggers);
    }

    [Fact]
    public async Task A_run_by_hand_is_worked_on_at_once_and_says_why_it_ended()
    {
        var answer = await _operator.PostAsJsonAsync("/api/runs", new RetrainRequest { Reason = "because" });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var run = (await answer.Content.ReadFromJsonAsync<TrainingRun>())!;
        Assert.Equal(("manual", "because"), (run.Trigger, run.Reason));
        var done = await PollAsync(() => _anyone.GetFromJsonAsync<TrainingRun>($"/api/runs/{run.Id}"), r => r!.FinishedAt is not null);
        Assert.Equal("rejected", done!.State);
        Assert.Contains("too few", done.Error);
    }

    [Theory]
    [InlineData("xgboost", "trainer: there is no such trainer; this build has lambdamart.")]
    [InlineData("lightgbm", "trainer: this build has no lightgbm: build with -p:FeedbackLoopProfile=cloud, or use lambdamart.")]
    public async Task A_trainer_that_this_build_lacks_is_refused_with_how_to_get_it(string trainer, string detail)
    {
        var answer = await _operator.PostAsJsonAsync("/api/runs", new RetrainRequest { Trainer = trainer });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(detail, (await answer.Content.ReadFromJsonAsync<ProblemDetails>())!.Detail);
    }

    [Fact]
    public async Task A_model_text_of_LightGBM_becomes_a_ranker()
    {
        string Text(string feature) =>
            $"tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=1\nfeature_names=price_log {feature}\n\nTree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=1\n"
            + "split_gain=3\nthreshold=0.5\ndecision_type=10\nleft_child=-1\nright_child=-2\nleaf_value=-1 1\nend of trees\n";
        Task<HttpResponseMessage> UploadAsync(string version, string feature) => _operator.PostAsJsonAsync("/api/models",
            new ModelUpload { Version = version, Artifact = Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(feature))) });

        var answer = await UploadAsync("from-lightgbm", "type_match");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("lightgbm", (await answer.Content.ReadFromJsonAsync<ModelVersion>())!.Lineage.Parameters!["format"]);
        Assert.Equal(new FeatureGain("type_match", 1, 1), (await _anyone.GetFromJsonAsync<FeatureGain[]>("/api/models/from-lightgbm/importance"))![0]);

        // It goes into traffic by itself; the other tests want their own there.
        var loop = await PollAsync(() => _anyone.GetFromJsonAsync<LoopStatus>("/api/loop"), l => l!.CurrentExperiment?.Challenger == "from-lightgbm");
        Assert.Equal(HttpStatusCode.OK, (await _operator.PostAsJsonAsync($"/api/experiments/{loop!.CurrentExperiment!.Id}/stop", new OperatorDecision { Reason = "tested" })).StatusCode);

        var refused = await UploadAsync("of-another-shop", "moon_phase");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("moon_phase, which is not among these", (await refused.Content.ReadFromJsonAsync<ProblemDetails>())!.Detail);
    }

    [Fact]
    public async Task An_uploaded_ranker_is_tested_and_can_be_stopped_promoted_and_rolled_back()
    {
        using var artifact = new MemoryStream();
        SimulatedShop.Ranker(1, 1).Save(artifact);
        var upload = new ModelUpload { Version = "mine-1", Artifact = Convert.ToBase64String(artifact.ToArray()), Note = "made by hand" };
        Assert.Equal(HttpStatusCode.Created, (await _operator.PostAsJsonAsync("/api/models", upload)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await _operator.PostAsJsonAsync("/api/models", upload)).StatusCode);

        var loop = await PollAsync(() => _anyone.GetFromJsonAsync<LoopStatus>("/api/loop"), l => l!.CurrentExperiment is not null);
        Assert.Equal(("mine-1", "ab"), (loop!.CurrentExperiment!.Challenger, loop.CurrentExperiment.Stage));
        var stop = await _operator.PostAsJsonAsync($"/api/experiments/{loop.CurrentExperiment.Id}/stop", new OperatorDecision { Reason = "enough" });
        Assert.Equal(("stopped", "enough"), ((await stop.Content.ReadFromJsonAsync<Experiment>())!.State, (await _anyone.GetFromJsonAsync<Experiment>($"/api/experiments/{loop.CurrentExperiment.Id}"))!.Reason));

        Assert.Equal(HttpStatusCode.OK, (await _operator.PostAsync("/api/models/mine-1/promote", null)).StatusCode);
        Assert.Equal("mine-1", (await _anyone.GetFromJsonAsync<LoopStatus>("/api/loop"))!.Champion);
        Assert.True((await _anyone.GetFromJsonAsync<FeatureGain[]>("/api/models/mine-1/importance"))![0].Gain > 0.1);
        Assert.Equal(HttpStatusCode.OK, (await _operator.PostAsync("/api/rollback", null)).StatusCode);
        Assert.Equal("baseline", (await _anyone.GetFromJsonAsync<LoopStatus>("/api/loop"))!.Champion);
        Assert.Equal(HttpStatusCode.Conflict, (await _operator.PostAsync("/api/rollback", null)).StatusCode);
        Assert.Equal(["roll-back", "promote"], (await _anyone.GetFromJsonAsync<DeploymentRecord[]>("/api/deployments"))!.Select(change => change.Action));
    }

    [Theory]
    [InlineData("good-name", "not base64!", "artifact")]
    [InlineData("good-name", "aGVsbG8=", "artifact")]
    [InlineData("bad name", "aGVsbG8=", "version")]
    [InlineData("", "aGVsbG8=", "version")]
    public async Task An_upload_that_is_no_ranker_is_refused_by_field(string version, string artifact, string field)
    {
        var answer = await _operator.PostAsJsonAsync("/api/models", new ModelUpload { Version = version, Artifact = artifact });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(field, (await answer.Content.ReadFromJsonAsync<ProblemDetails>())!.Detail);
    }

    private static async Task<T> PollAsync<T>(Func<Task<T>> ask, Func<T, bool> until)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            var answer = await ask();
            if (until(answer))
            {
                return answer;
            }

            Assert.True(DateTime.UtcNow < deadline, "It does not come about.");
            await Task.Delay(50);
        }
    }
}
