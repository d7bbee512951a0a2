using System.Net.Http.Headers;
using Radzen;

namespace FeedbackLoop.Web.Loop;

public static class LoopServices
{
    public static void AddLoop(this WebApplicationBuilder builder)
    {
        builder.Services.AddRadzenComponents();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LoopReader>();
        builder.Services.AddSingleton<LoopOperations>();
        builder.Services.AddHttpClient(LoopReader.OperatorClient, http =>
        {
            http.Timeout = TimeSpan.FromSeconds(10);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", builder.Configuration["Keys:Operator"]);
        });
    }
}
