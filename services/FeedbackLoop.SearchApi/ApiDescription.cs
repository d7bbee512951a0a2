using Microsoft.AspNetCore.OpenApi;

namespace FeedbackLoop.SearchApi;

/// <summary>The head of /openapi/v1.json.</summary>
public static class ApiDescription
{
    public static void Configure(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info.Title = "FeedbackLoop search API";
        document.Info.Description =
            "Searches a catalogue by text, picture or voice. Every answer has a searchId: send it with what people do next, and the ranking learns from it. "
            + "Failures are problem details (RFC 9457) that name the field.";
        return Task.CompletedTask;
    });
}
