using FeedbackLoop.Data.Events;
using FeedbackLoop.EventCollector.Endpoints;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("feedbackdb");
builder.AddEventLog();
builder.AddCollector();
builder.Services.AddOpenApi();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapTracking();
app.MapSdks();
app.MapOperators();
app.Run();

public partial class Program;
