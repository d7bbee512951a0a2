using FeedbackLoop.Data.Events;
using FeedbackLoop.SearchApi;
using FeedbackLoop.SearchApi.Endpoints;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("feedbackdb");
builder.AddEventLog();
builder.AddSearch();
builder.Services.AddOpenApi(ApiDescription.Configure);

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapSearch();
app.MapItems();
app.MapCatalog();
app.Run();

public partial class Program;
