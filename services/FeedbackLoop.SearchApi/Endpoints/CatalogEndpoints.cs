using System.Text.Json;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Features;

namespace FeedbackLoop.SearchApi.Endpoints;

/// <summary>The catalogue as a whole: what it holds, and the jobs that bring items in.</summary>
public static class CatalogEndpoints
{
    private const int MostJobs = 100;

    public static void MapCatalog(this IEndpointRouteBuilder app)
    {
        var catalog = app.MapGroup("/api/catalog").WithTags("Catalogue").AddEndpointFilter(SearchProblems.Filter);
        catalog.MapGet("/status", Status)
            .WithName("GetCatalogStatus")
            .WithSummary("How many items can be found, and by which embedder")
            .RequirePublicRateLimit();
        catalog.MapGet("/facets", Facets)
            .WithName("GetCatalogFacets")
            .WithSummary("Categories, types and colours of the catalogue, most frequent first")
            .RequirePublicRateLimit();

        var imports = catalog.MapGroup("/imports").RequireOperator();
        imports.MapGet("", List)
            .WithName("ListCatalogImports")
            .WithSummary("The newest import jobs");
        imports.MapGet("/{id:long}", Find)
            .WithName("GetCatalogImport")
            .WithSummary("One import job with its progress and the rows that were refused")
            .ProducesProblem(StatusCodes.Status404NotFound);
        catalog.MapPost("/import", Import)
            .WithName("ImportCatalog")
            .WithSummary("Import a catalogue: a folder on this machine (JSON) or a zip of one (application/zip)")
            .WithDescription("Queues a job; its address is in the header Location. A zip's mode is given by the query string (mode=full or upsert).")
            .Accepts<CatalogImportRequest>("application/json", "application/zip")
            .RequireOperator()
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static Ok<CatalogStatus> Status(CatalogFollower catalog, Vectors.EmbedderFollower embedders, Vectors.AdapterFollower adapters)
    {
        var snapshot = catalog.Current;
        var space = embedders.Current;
        return TypedResults.Ok(new CatalogStatus
        {
            Items = snapshot.ItemCount,
            Words = snapshot.Vocabulary.Count,
            Revision = snapshot.Revision,
            Embedder = space?.Version,
            Adapter = adapters.Current.Champion.For(space).Version,
            AdapterRefused = adapters.Refused,
            EmbeddedItems = space?.Count ?? 0,
            Progress = space is null || snapshot.ItemCount == 0 ? 0 : Math.Min(1, (double)space.Count / snapshot.ItemCount),
        });
    }

    private static Ok<CatalogFacets> Facets(CatalogFollower catalog) => TypedResults.Ok(catalog.Current.Facets);

    private static async Task<Ok<IReadOnlyList<CatalogImportStatus>>> List(CatalogImports imports, CancellationToken cancellationToken) =>
        TypedResults.Ok(await imports.ListAsync(MostJobs, cancellationToken));

    private static async Task<Results<Ok<CatalogImportStatus>, ProblemHttpResult>> Find(long id, CatalogImports imports, CancellationToken cancellationToken) =>
        await imports.FindAsync(id, cancellationToken) is { } job ? TypedResults.Ok(job) : SearchProblems.NotFound("There is no import of this id.");

    private static async Task<Results<AcceptedAtRoute<CatalogImportStatus>, ProblemHttpResult>> Import(
        string? mode, CatalogImports imports, SearchOptions options, TimeProvider time, HttpContext context)
    {
        string source;
        byte[]? archive = null;
        if (context.Request.HasJsonContentType())
        {
            var request = await ReadRequestAsync(context);
            source = SearchRules.Plain(request.Folder ?? "", 1024, "folder");
            mode = request.Mode ?? mode;
            if (!Path.IsPathFullyQualified(source))
            {
                throw new InvalidSearchException("folder", "has to be a full path on the server's machine");
            }
        }
        else if (context.Request.ContentType?.StartsWith("application/zip", StringComparison.OrdinalIgnoreCase) == true)
        {
            source = "zip";
            archive = await ReadArchiveAsync(context, options);
        }
        else
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, title: "Content-Type has to be application/json or application/zip.");
        }

        mode = mode?.ToLowerInvariant() ?? "upsert";
        if (mode is not ("full" or "upsert"))
        {
            throw new InvalidSearchException("mode", "has to be full or upsert");
        }

        var id = await imports.EnqueueAsync(source, mode, archive, time.GetUtcNow(), context.RequestAborted);
        return TypedResults.AcceptedAtRoute((await imports.FindAsync(id, context.RequestAborted))!, "GetCatalogImport", new { id });
    }

    private static async Task<CatalogImportRequest> ReadRequestAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync(SearchJson.Default.CatalogImportRequest, context.RequestAborted)
                ?? throw new InvalidSearchException("folder", "is needed");
        }
        catch (JsonException malformed)
        {
            throw new InvalidSearchException("body", malformed.Message);
        }
    }

    private static async Task<byte[]> ReadArchiveAsync(HttpContext context, SearchOptions options)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.MaxArchiveBytes;
        }

        using var archive = new MemoryStream((int)Math.Min(options.MaxArchiveBytes, context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(archive, context.RequestAborted);
        var bytes = archive.ToArray();
        return bytes.AsSpan().StartsWith("PK"u8) ? bytes : throw new InvalidSearchException("body", "is no zip archive");
    }
}
