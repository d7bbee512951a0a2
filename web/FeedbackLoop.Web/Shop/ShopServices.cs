using FeedbackLoop.Web.Feedback;
using FeedbackLoop.Web.Search;

namespace FeedbackLoop.Web.Shop;

public static class ShopServices
{
    public static void AddShop(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<ShopOptions>(builder.Configuration.GetSection("Shop"));
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddMemoryCache();
        // In memory, bounded; a shop that runs on several machines registers a shared cache in its place.
        builder.Services.AddDistributedMemoryCache(options => options.SizeLimit = 128 * 1024 * 1024);
        builder.Services.AddSingleton<PictureStore>();
        builder.Services.AddSingleton<HeardStore>();
        builder.Services.AddScoped<CatalogFacetsCache>();
        builder.Services.AddHttpClient<SearchClient>(http => Configure(http, "http://search-api", seconds: 20));
        builder.Services.AddHttpClient<PictureClient>(http => Configure(http, "http://search-api", seconds: 10));
        builder.Services.AddHttpClient<EventForwarder>(http => Configure(http, "http://event-collector", seconds: 10));
    }

    private static void Configure(HttpClient http, string address, int seconds)
    {
        http.BaseAddress = new Uri(address);
        http.Timeout = TimeSpan.FromSeconds(seconds);
    }
}
