using FeedbackLoop.Data;
using Npgsql;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("feedbackdb");

var app = builder.Build();
app.MapDefaultEndpoints();
await Migrator.MigrateAsync(app.Services.GetRequiredService<NpgsqlDataSource>());
app.Run();

public partial class Program;
