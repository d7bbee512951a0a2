using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Retraining.Examples;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Retraining.Experiments;

/// <summary>Takes candidates, rankers and query adapters alike, through their experiments, one at a time: interleaving, A/B test, ramp, promotion; or back.</summary>
public sealed class ExperimentDirector(
    ExampleReader examples, ExperimentStore experiments, Deployments deployments, ModelRegistry registry, PromotionGuard guard,
    TimeProvider time, IOptions<RetrainingOptions> options, ILogger<ExperimentDirector> logger)
{
    private readonly ExperimentOptions _options = options.Value.Experiment;
    private readonly ExperimentJudge _judge = new(options.Value.Experiment);

    /// <summary>Starts the next experiment, or looks at the running one when it is time.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await experiments.RunningAsync(cancellationToken) is { } running)
            {
                await LookAsync(running, cancellationToken);
            }
            else if (await deployments.WatchedAsync(cancellationToken) is [])
            {
                // While a new champion is still being watched no test starts: one change at a time.
                await StartNextAsync(cancellationToken);
            }
        }
        catch (RegistryConflictException moved)
        {
            // An operator or the other replica was faster; the next step sees what they did.
            logger.LogInformation("{Message}", moved.Message);
        }
    }

    private async Task StartNextAsync(CancellationToken cancellationToken)
    {
        var models = await registry.ListAsync(null, cancellationToken);
        var next = models.Where(model => model is { Status: ModelStatus.Candidate, Kind: ModelKind.Ranker or ModelKind.QueryAdapter }).MinBy(model => (model.CreatedAt, model.Version));
        if (next is null)
        {
            return;
        }

        var (stage, share) = _options.Interleaving.Enabled
            ? (ExperimentStage.Interleaving, _options.Interleaving.Share)
            : (ExperimentStage.Ab, _options.Ab.Share);
        // The salt is new with each experiment: the same people must not always be the ones who get the challenger.
        var id = await deployments.StartExperimentAsync(next.Version, stage, share, $"experiment:{next.Version}", time.GetUtcNow(), cancellationToken);
        logger.LogInformation("Experiment {Experiment} tests {Challenger} by {Stage}.", id, next.Version, stage);
    }

    private async Task LookAsync(Experiment experiment, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lastLook = experiment.Looks.Count > 0 ? experiment.Looks[^1].At : experiment.StartedAt;
        if (now < lastLook + _options.LookInterval)
        {
            return;
        }

        var judgement = experiment.Stage == ExperimentStage.Interleaving
            ? await JudgeInterleavingAsync(experiment, now, cancellationToken)
            : await JudgeArmsAsync(experiment, now, cancellationToken);
        await experiments.AddLookAsync(experiment.Id, judgement.Look, cancellationToken);
        if (judgement.Verdict != ExperimentVerdict.Continue)
        {
            logger.LogInformation("Experiment {Experiment}, {Stage}: {Verdict}. {Reason}", experiment.Id, experiment.Stage, judgement.Verdict, judgement.Reason);
            await ActAsync(experiment, judgement, now, cancellationToken);
        }
    }

    private async Task ActAsync(Experiment experiment, Judgement judgement, DateTimeOffset now, CancellationToken cancellationToken)
    {
        switch (judgement.Verdict)
        {
            case ExperimentVerdict.RollBack:
                await deployments.EndExperimentAsync(
                    experiment.Id, ExperimentState.RolledBack, ModelStatus.RolledBack, judgement.Reason, now, cancellationToken);
                break;
            case ExperimentVerdict.Invalid:
                await deployments.EndExperimentAsync(
                    experiment.Id, ExperimentState.Stopped, ModelStatus.Retired, judgement.Reason, now, cancellationToken);
                break;
            case ExperimentVerdict.KeepControl:
                await deployments.EndExperimentAsync(
                    experiment.Id, ExperimentState.Inconclusive, ModelStatus.Retired, judgement.Reason, now, cancellationToken);
                break;
            case ExperimentVerdict.Promote when NextStep(experiment) is var (stage, share):
                await deployments.ChangeStageAsync(experiment.Id, stage, share, now, cancellationToken);
                break;
            case ExperimentVerdict.Promote:
                var watch = await guard.PrepareAsync(experiment.Kind, experiment.Champion, now, cancellationToken);
                await deployments.PromoteChallengerAsync(experiment.Id, judgement.Reason, now, watch, cancellationToken);
                break;
        }
    }

    /// <summary>The stage and share after a stage that was passed; null: promotion.</summary>
    private (string Stage, double Share)? NextStep(Experiment experiment)
    {
        if (experiment.Stage == ExperimentStage.Interleaving)
        {
            return (ExperimentStage.Ab, _options.Ab.Share);
        }

        var next = _options.Ramp.Steps().Where(share => share > experiment.Share + 1e-9).Order().Cast<double?>().FirstOrDefault();
        return next is null ? null : (ExperimentStage.Ramp, next.Value);
    }

    private async Task<Judgement> JudgeArmsAsync(Experiment experiment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (champion, challenger) = (new ArmPeople(), new ArmPeople());
        await foreach (var search in examples.OfExperimentAsync(experiment.Id, experiment.StageStartedAt, false, cancellationToken))
        {
            // The version decides, not the name: an answer that fell back to the champion must not be counted for the challenger.
            var version = experiment.Kind == ModelKind.QueryAdapter ? search.AdapterVersion : search.RankerVersion;
            if (search.Arm == "challenger" && version == experiment.Challenger)
            {
                challenger.Add(search);
            }
            else if (search.Arm == "champion" && version == experiment.Champion)
            {
                champion.Add(search);
            }
        }

        var preferred = experiment.Looks.LastOrDefault(look => look.Stage == ExperimentStage.Interleaving) is { Lower: > 0 };
        return _judge.JudgeArms(experiment.Stage, experiment.Share, now - experiment.StageStartedAt, champion, challenger, now, preferred);
    }

    private async Task<Judgement> JudgeInterleavingAsync(Experiment experiment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tally = new InterleavingTally();
        var searches = 0L;
        var artifact = experiment.Kind == ModelKind.Ranker ? await registry.ReadArtifactAsync(experiment.Challenger, cancellationToken) : null;
        var challenger = artifact is null ? null : RankerModel.Load(new MemoryStream(artifact));
        await foreach (var search in examples.OfExperimentAsync(experiment.Id, experiment.StageStartedAt, challenger is not null, cancellationToken))
        {
            // Features of another layout cannot be scored again.
            if (search.Teams is not null && (challenger is null || search.Features.Length == search.ItemIds.Length * challenger.FeatureNames.Count))
            {
                searches++;
                tally.Add(search.PersonId!, Satisfaction.CreditOf(search, challenger));
            }
        }

        return _judge.JudgeInterleaving(experiment.Share, now - experiment.StageStartedAt, tally, searches, now);
    }
}
