using System.ComponentModel;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.SearchApi.Serving;
using FeedbackLoop.SearchApi.Speech;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.SearchApi.Endpoints;

/// <summary>The ways to search: by text, by picture, by voice.</summary>
public static class SearchEndpoints
{
    private const int MaxJson = 12 * 1024 * 1024; // 8 MB in base64, and the rest
    private const int MaxImageForm = SearchRules.MaxImageBytes + 64 * 1024;
    private const int MaxVoiceForm = WavAudio.MaxBytes + 64 * 1024;

    public static void MapSearch(this IEndpointRouteBuilder app)
    {
        var search = app.MapGroup("/api/search").WithTags("Search").AddEndpointFilter(SearchProblems.Filter).RequirePublicRateLimit()
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status429TooManyRequests);

        search.MapGet("", ByText)
            .WithName("SearchByText")
            .WithSummary("Search by text")
            .WithDescription("Typing errors are forgiven; what was searched instead is told in correctedQuery.");
        search.MapPost("", ByJson)
            .WithName("Search")
            .WithSummary("Search by text, picture (base64) or both")
            .WithMetadata(new RequestSizeLimitAttribute(MaxJson))
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        search.MapPost("/image", ByImage)
            .WithName("SearchByImage")
            .WithSummary("Search by an uploaded picture, with text beside it if wanted")
            .WithDescription("JPEG, PNG or WebP, at most 8 MB and 24 million pixels. The other fields may stand in the form or in the query string; the form counts first.")
            .WithMetadata(new RequestSizeLimitAttribute(MaxImageForm)).WithFormOptions(valueCountLimit: 32, multipartBodyLengthLimit: MaxImageForm)
            .DisableAntiforgery()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        search.MapPost("/voice", ByVoice)
            .WithName("SearchByVoice")
            .WithSummary("Search by a spoken query")
            .WithDescription("A WAV file of at most 20 seconds, PCM, any sample rate. 501 where no speech recogniser is installed; the answer says how to get one.")
            .WithMetadata(new RequestSizeLimitAttribute(MaxVoiceForm)).WithFormOptions(valueCountLimit: 32, multipartBodyLengthLimit: MaxVoiceForm)
            .DisableAntiforgery()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status501NotImplemented).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static Task<Ok<SearchResponse>> ByText(
        [Description("What is looked for, 1 to 500 characters.")] string? q,
        [AsParameters] SearchParameters parameters, SearchEngine engine, SearchOptions options, HttpContext context) =>
        AnswerAsync(new()
        {
            Modality = Modality.Text,
            Text = SearchRules.Text(q, "q"),
            Filters = parameters.Filters(),
            Take = SearchRules.Take(parameters.Take),
            PersonId = SearchRules.Person(parameters.AnonymousId, context),
            Cohort = SearchRules.Cohort(parameters.Cohort),
        }, engine, options, context);

    private static Task<Ok<SearchResponse>> ByJson(SearchRequest request, SearchEngine engine, SearchOptions options, HttpContext context)
    {
        var text = SearchRules.OptionalText(request.Text, "text");
        var image = SearchRules.Base64Image(request.Image);
        if (text is null && image.Length == 0)
        {
            throw new InvalidSearchException("text", "is needed when there is no image: 1 to 500 characters");
        }

        return AnswerAsync(new()
        {
            Modality = image.Length == 0 ? Modality.Text : text is null ? Modality.Image : Modality.Mixed,
            Text = text,
            Image = image,
            Filters = SearchRules.Filters(request.Filters, "filters."),
            Take = SearchRules.Take(request.Take),
            PersonId = SearchRules.Person(request.AnonymousId, context),
            Cohort = SearchRules.Cohort(request.Cohort),
        }, engine, options, context);
    }

    private static async Task<Ok<SearchResponse>> ByImage(
        IFormFile? image, [FromForm] string? text, [AsParameters] SearchForm form, [AsParameters] SearchParameters query, SearchEngine engine, SearchOptions options, HttpContext context)
    {
        var parameters = form.Or(query);
        var bytes = SearchRules.Image(await ReadAsync(image, "image", context.RequestAborted));
        var words = SearchRules.OptionalText(text, "text");
        return await AnswerAsync(new()
        {
            Modality = words is null ? Modality.Image : Modality.Mixed,
            Text = words,
            Image = bytes,
            Filters = parameters.Filters(),
            Take = SearchRules.Take(parameters.Take),
            PersonId = SearchRules.Person(parameters.AnonymousId, context),
            Cohort = SearchRules.Cohort(parameters.Cohort),
        }, engine, options, context);
    }

    private static async Task<Results<Ok<SearchResponse>, ProblemHttpResult>> ByVoice(
        IFormFile? audio, [AsParameters] SearchForm form, [AsParameters] SearchParameters query, SpeechRecogniser speech, SearchEngine engine, SearchOptions options, HttpContext context)
    {
        if (!speech.IsAvailable)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status501NotImplemented, title: "No speech recogniser is installed.", detail: SpeechRecogniser.HowToGet);
        }

        var parameters = form.Or(query);
        var input = new SearchInput
        {
            Modality = Modality.Voice,
            Filters = parameters.Filters(),
            Take = SearchRules.Take(parameters.Take),
            PersonId = SearchRules.Person(parameters.AnonymousId, context),
            Cohort = SearchRules.Cohort(parameters.Cohort),
        };
        var said = await speech.RecogniseAsync(await ReadAsync(audio, "audio", context.RequestAborted), context.RequestAborted);
        return await AnswerAsync(input with { Text = SearchRules.Text(said, "audio") }, engine, options, context);
    }

    private static async Task<Ok<SearchResponse>> AnswerAsync(SearchInput input, SearchEngine engine, SearchOptions options, HttpContext context)
    {
        var answer = await engine.SearchAsync(input, context.RequestAborted);
        if (options.ServerTiming)
        {
            context.Response.Headers["Server-Timing"] = answer.Timings.ToServerTiming();
        }

        return TypedResults.Ok(answer.Response);
    }

    private static async Task<byte[]> ReadAsync(IFormFile? file, string field, CancellationToken cancellationToken)
    {
        if (file is null || file.Length == 0)
        {
            throw new InvalidSearchException(field, "is needed: a file in a multipart form, in the field of this name");
        }

        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
