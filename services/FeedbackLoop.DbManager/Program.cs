using System.Diagnostics;
using FeedbackLoop.DbManager;

// Pictures and training may take both cores for a while; whoever answers people goes first. Threads made later inherit it.
Process.GetCurrentProcess().PriorityClass = ProcessPriorityClass.BelowNormal;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("feedbackdb");
builder.AddCatalogImports();

var app = builder.Build();
app.MapDefaultEndpoints();
app.Run();
