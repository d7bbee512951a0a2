using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.LightGbm;
using FeedbackLoop.Retraining.Experiments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.Retraining.Endpoints;

/// <summary>The model registry, and the operator's hand on what serves.</summary>
public static class ModelEndpoints
{
    private const int MaxArtifactBytes = 64 * 1024 * 1024;

    public static void MapModelEndpoints(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").WithTags("Models").RequirePublicRateLimit();
        api.MapGet("/models", ListAsync).WithName("ListModels").ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Models with their lineage, newest first; kind: ranker, query-adapter or embedder.");
        api.MapGet("/models/{version}", GetAsync).WithName("GetModel").ProducesProblem(StatusCodes.Status404NotFound).WithSummary("One model with its lineage.");
        api.MapGet("/models/{version}/importance", GetImportanceAsync).WithName("GetModelImportance").ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("What each feature does in a ranker, most important first.");
        api.MapGet("/deployments", ListDeploymentsAsync).WithName("ListDeployments").WithSummary("Every change of a champion, rankers and query adapters, newest first.");
        api.MapPost("/models", UploadAsync).WithName("UploadModel").RequireOperator()
            .WithMetadata(new RequestSizeLimitAttribute(MaxArtifactBytes * 3L / 2))
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Registers a ranker made elsewhere, this project's or LightGBM's, as a candidate; its experiment starts as soon as no other runs.");
        api.MapPost("/models/{version}/promote", PromoteAsync).WithName("PromoteModel").RequireOperator()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Makes a model the champion without an experiment; the guard watches it.");
        api.MapPost("/rollback", RollBackAsync).WithName("RollBack").RequireOperator()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Gives the place back to the champion before; kind: ranker (the default) or query-adapter.");
    }

    private static async Task<Results<Ok<IReadOnlyList<ModelVersion>>, ProblemHttpResult>> ListAsync(
        ModelRegistry registry, string? kind, CancellationToken cancellationToken) =>
        kind is not (null or ModelKind.Ranker or ModelKind.QueryAdapter or ModelKind.Embedder)
            ? Problems.BadRequest("kind", "must be ranker, query-adapter or embedder")
            : TypedResults.Ok(await registry.ListAsync(kind, cancellationToken));

    private static async Task<Results<Ok<ModelVersion>, ProblemHttpResult>> GetAsync(
        string version, ModelRegistry registry, CancellationToken cancellationToken) =>
        await registry.FindAsync(version, cancellationToken) is { } model ? TypedResults.Ok(model) : Problems.NotFound($"model {version}");

    private static async Task<Results<Ok<IReadOnlyList<FeatureGain>>, ProblemHttpResult>> GetImportanceAsync(
        string version, ModelRegistry registry, CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(version, cancellationToken) is not { Kind: ModelKind.Ranker })
        {
            return Problems.NotFound($"ranker {version}");
        }

        if (await registry.ReadArtifactAsync(version, cancellationToken) is not { } artifact)
        {
            // The baseline ranks by one feature and learned nothing.
            return TypedResults.Ok<IReadOnlyList<FeatureGain>>([new FeatureGain(RankingFeatures.Names[RankingFeatures.FusedScore], 1, 0)]);
        }

        var importance = RankerModel.Load(new MemoryStream(artifact)).Importance();
        var total = Math.Max(double.Epsilon, importance.Sum(feature => feature.Gain));
        return TypedResults.Ok<IReadOnlyList<FeatureGain>>(
            [.. importance.OrderByDescending(feature => feature.Gain).Select(feature => new FeatureGain(feature.Feature, feature.Gain / total, feature.Splits))]);
    }

    private static async Task<Ok<IReadOnlyList<DeploymentRecord>>> ListDeploymentsAsync(Deployments deployments, CancellationToken cancellationToken) =>
        TypedResults.Ok(await deployments.ChangesAsync(null, 200, cancellationToken));

    private static async Task<Results<Created<ModelVersion>, ProblemHttpResult>> UploadAsync(
        ModelUpload upload, ModelRegistry registry, Deployments deployments, TimeProvider time, CancellationToken cancellationToken)
    {
        if (upload.Version is not { Length: > 0 and <= 64 } || !upload.Version.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            return Problems.BadRequest("version", "1 to 64 letters, digits, '.', '_' or '-'");
        }

        if (upload.Note is { Length: > Problems.MaxReason })
        {
            return Problems.BadRequest("note", $"at most {Problems.MaxReason} characters");
        }

        var (artifact, format, refusal) = Check(upload.Artifact);
        if (artifact is null)
        {
            return Problems.BadRequest("artifact", refusal);
        }

        try
        {
            await registry.RegisterAsync(new NewModel
            {
                Version = upload.Version,
                Kind = ModelKind.Ranker,
                Status = ModelStatus.Candidate,
                CreatedAt = time.GetUtcNow(),
                Parent = (await deployments.ReadAsync(ModelKind.Ranker, cancellationToken)).Champion,
                Artifact = artifact,
                Lineage = new ModelLineage
                {
                    Trainer = upload.Note is null ? "uploaded" : $"uploaded: {upload.Note}",
                    Parameters = new Dictionary<string, string> { ["format"] = format },
                },
            }, null, cancellationToken);
        }
        catch (RegistryConflictException conflict)
        {
            return Problems.Conflict(conflict.Message);
        }

        return TypedResults.Created($"/api/models/{upload.Version}", await registry.FindAsync(upload.Version, cancellationToken));
    }

    /// <summary>The bytes to store when they hold a ranker over the present features, and what they were uploaded as; else why not.</summary>
    private static (byte[]? Artifact, string Format, string Refusal) Check(string base64)
    {
        try
        {
            var bytes = Convert.FromBase64String(base64 ?? "");
            if (bytes.Length is 0 or > MaxArtifactBytes)
            {
                return (null, "", "must hold 1 byte to 64 MB");
            }

            if (LightGbmModelReader.Recognises(bytes))
            {
                using var converted = new MemoryStream();
                LightGbmModelReader.Read(new StreamReader(new MemoryStream(bytes)), RankingFeatures.Names).Save(converted);
                return (converted.ToArray(), "lightgbm", "");
            }

            return RankerModel.Load(new MemoryStream(bytes)).FeatureNames.SequenceEqual(RankingFeatures.Names)
                ? (bytes, "feedbackloop", "")
                : (null, "", $"is a ranker over other features than those of version {RankingFeatures.Version}");
        }
        catch (FormatException)
        {
            return (null, "", "is not base64");
        }
        catch (InvalidDataException damaged)
        {
            return (null, "", damaged.Message.TrimEnd('.'));
        }
    }

    private static async Task<Results<Ok<ModelVersion>, ProblemHttpResult>> PromoteAsync(
        string version, ModelRegistry registry, Deployments deployments, PromotionGuard guard, TimeProvider time,
        [FromBody] OperatorDecision? decision, CancellationToken cancellationToken)
    {
        if (Problems.CheckReason(decision?.Reason) is { } problem)
        {
            return problem;
        }

        if (await registry.FindAsync(version, cancellationToken) is not { Kind: ModelKind.Ranker or ModelKind.QueryAdapter } model)
        {
            return Problems.NotFound($"ranker or query adapter {version}");
        }

        if (model.Lineage.EmbedderVersion is { } embedder && (await deployments.ReadAsync(ModelKind.Embedder, cancellationToken)).Champion is var serving && serving != embedder)
        {
            return Problems.Conflict($"{version} corrects the queries of embedder {embedder}; {serving ?? "none"} serves.");
        }

        try
        {
            var now = time.GetUtcNow();
            var watch = await guard.PrepareAsync(model.Kind, (await deployments.ReadAsync(model.Kind, cancellationToken)).Champion, now, cancellationToken);
            await deployments.PromoteAsync(version, model.Kind, decision?.Reason ?? "An operator promoted it.", now, watch, cancellationToken);
        }
        catch (RegistryConflictException conflict)
        {
            return Problems.Conflict(conflict.Message);
        }

        return TypedResults.Ok((await registry.FindAsync(version, cancellationToken))!);
    }

    private static async Task<Results<Ok<ModelVersion>, ProblemHttpResult>> RollBackAsync(
        ModelRegistry registry, Deployments deployments, TimeProvider time, [FromBody] OperatorDecision? decision, CancellationToken cancellationToken)
    {
        if (Problems.CheckReason(decision?.Reason) is { } problem)
        {
            return problem;
        }

        if (decision?.Kind is not (null or ModelKind.Ranker or ModelKind.QueryAdapter))
        {
            return Problems.BadRequest("kind", "must be ranker or query-adapter");
        }

        try
        {
            var champion = await deployments.RollBackAsync(
                decision?.Kind ?? ModelKind.Ranker, decision?.Reason ?? "An operator rolled back.", time.GetUtcNow(), null, cancellationToken);
            return TypedResults.Ok((await registry.FindAsync(champion, cancellationToken))!);
        }
        catch (RegistryConflictException conflict)
        {
            return Problems.Conflict(conflict.Message);
        }
    }
}
