using FeedbackLoop.Retraining;
using FeedbackLoop.Retraining.Endpoints;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("feedbackdb");
builder.AddRetraining();
builder.Services.AddOpenApi();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapLoopEndpoints();
app.MapRunEndpoints();
app.MapModelEndpoints();
app.MapExperimentEndpoints();
app.Run();

public partial class Program;
