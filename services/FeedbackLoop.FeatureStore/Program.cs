using FeedbackLoop.Data.Events;
using FeedbackLoop.Data.Features;
using FeedbackLoop.FeatureStore;
using FeedbackLoop.FeatureStore.Endpoints;
using FeedbackLoop.FeatureStore.Following;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("feedbackdb");
builder.AddEventLog();
builder.AddFeaturePublisher();
builder.Services.AddOpenApi();
builder.Services.AddSingleton(builder.Configuration.GetSection(FeatureStoreOptions.Section).Get<FeatureStoreOptions>() ?? new FeatureStoreOptions());
builder.Services.AddSingleton<BatchCounter>();
builder.Services.AddSingleton<LogFollower>();
builder.Services.AddHostedService(services => services.GetRequiredService<LogFollower>());
builder.Services.AddHostedService<TickWriter>();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapFeatureEndpoints();
app.MapPeopleEndpoints();
app.Run();

public partial class Program;
