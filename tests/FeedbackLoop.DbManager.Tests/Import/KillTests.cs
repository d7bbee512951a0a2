using System.Diagnostics;
using FeedbackLoop.Testing;
using Npgsql;

namespace FeedbackLoop.DbManager.Tests.Import;

public sealed class KillTests
{
    private const int Rows = 400;

    [Fact]
    public async Task A_killed_import_goes_on_where_it_was_and_counts_every_row_once()
    {
        using var catalog = new CatalogBuilder();
        catalog.Products(Rows);
        File.AppendAllText(catalog.PathOf("products.csv"), "p7,,Twice,,,,,,\n");
        await using var database = await PostgresServer.CreateDatabaseAsync();
        using (var first = Start(database, catalog))
        {
            await UntilAsync(database.DataSource, "select coalesce(max(line_done), 0) from catalog_import where state = 'reading'", line => line > 0);
            first.Kill();
            await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        var line = await Jobs.QueryAsync<int>(database.DataSource, "select line_done from catalog_import");
        var items = await Jobs.QueryAsync<long>(database.DataSource, "select count(*) from item");
        var revision = await Jobs.QueryAsync<long>(database.DataSource, "select max(revision) from item");
        Assert.InRange(line, 2, Rows);
        Assert.Equal(line - 1, items);

        using var second = Start(database, catalog);
        var import = await Jobs.WaitAsync(database.DataSource, 1);
        second.Kill();
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("done", Rows + 1, Rows, 0, 1), (import.State, import.RowsRead, import.ItemsUpserted, import.ItemsUnchanged, import.RowsRefused));
        Assert.Contains("on line 9 already", Assert.Single(import.Errors!).Reason, StringComparison.Ordinal);
        Assert.Equal(Rows, await Jobs.QueryAsync<long>(database.DataSource, "select count(*) from item"));
        // What was committed before the kill was not written again.
        Assert.Equal(items, await Jobs.QueryAsync<long>(database.DataSource, $"select count(*) from item where revision <= {revision}"));
        Assert.Equal(Rows, await Jobs.QueryAsync<long>(database.DataSource, "select count(*) from item_embedding e join deployment d on d.champion = e.embedder_version and d.kind = 'embedder' where e.kind = 0"));
        Assert.Equal(1L, await Jobs.QueryAsync<long>(database.DataSource, "select count(*) from catalog_import"));
    }

    private static Process Start(TestDatabase database, CatalogBuilder catalog)
    {
        var start = new ProcessStartInfo("dotnet", Path.Combine(AppContext.BaseDirectory, "FeedbackLoop.DbManager.dll")) { RedirectStandardOutput = true };
        start.Environment["ConnectionStrings__feedbackdb"] = database.ConnectionString;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Catalog__Folder"] = catalog.Folder;
        start.Environment["Catalog__LowerPriority"] = "false";
        start.Environment["Catalog__BatchRows"] = "8";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task UntilAsync(NpgsqlDataSource dataSource, string sql, Func<int, bool> reached)
    {
        var waited = Stopwatch.StartNew();
        while (!reached(await Jobs.QueryAsync<int>(dataSource, sql)))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "The import did not start.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
