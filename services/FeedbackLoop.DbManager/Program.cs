using FeedbackLoop.DbManager;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("feedbackdb");
builder.AddCatalogImports();

var app = builder.Build();
app.MapDefaultEndpoints();
app.Run();
