using System.Globalization;
using FeedbackLoop.DbManager.Tests.Reading;

namespace FeedbackLoop.DbManager.Tests.Import;

public sealed class ImportTests
{
    [Fact]
    public async Task A_full_import_upserts_and_removes_and_an_upsert_only_adds()
    {
        using var catalog = new CatalogBuilder();
        await using var running = await RunningCatalog.StartAsync();
        catalog.Csv("id,title,price,gender", "1,Shirt,10,Men", "2,Mug,5,", "3,Rug,90,");
        var first = await running.ImportAsync(catalog.Folder);
        Assert.Equal(("done", 3, 3, 0, 0), (first.State, first.RowsRead, first.ItemsUpserted, first.ItemsDeleted, first.RowsRefused));
        Assert.Equal(1, first.Progress);

        catalog.Csv("id,title,price", "1,Shirt,12.50", "4,Lamp,40");
        var upsert = await running.ImportAsync(catalog.Folder, "upsert");
        Assert.Equal((2, 0), (upsert.ItemsUpserted, upsert.ItemsDeleted));
        Assert.Equal("1 Shirt 12.50 {}|2 Mug 5.00 {}|3 Rug 90.00 {}|4 Lamp 40.00 {}", await ItemsAsync(running));

        var full = await running.ImportAsync(catalog.Folder);
        Assert.Equal((0, 2, 2), (full.ItemsUpserted, full.ItemsUnchanged, full.ItemsDeleted));
        Assert.Equal("1 Shirt 12.50 {}|4 Lamp 40.00 {}", await ItemsAsync(running));
        Assert.Equal(2L, await running.QueryAsync<long>("select count(*) from item where deleted"));

        catalog.Csv("id,title,price", "2,Mug,5");
        var back = await running.ImportAsync(catalog.Folder, "upsert");
        Assert.Equal(1, back.ItemsUpserted);
        Assert.Equal("1 Shirt 12.50 {}|2 Mug 5.00 {}|4 Lamp 40.00 {}", await ItemsAsync(running));
    }

    [Fact]
    public async Task Ndjson_rows_add_change_and_remove()
    {
        using var catalog = new CatalogBuilder();
        await using var running = await RunningCatalog.StartAsync();
        catalog.Ndjson(new { id = 1, title = "Shirt", price = 10.5, sizes = new[] { "S", "M" } }, new { id = 2, title = "Mug" });
        await running.ImportAsync(catalog.Folder);
        catalog.Ndjson(new { id = 2, deleted = true }, new { id = 7, deleted = true }, new { id = 1, title = "Blue shirt", available = false });
        var second = await running.ImportAsync(catalog.Folder, "upsert");
        Assert.Equal((3, 1, 1, 0), (second.RowsRead, second.ItemsUpserted, second.ItemsDeleted, second.RowsRefused));
        Assert.Equal("1 Blue shirt  {}", await ItemsAsync(running));
        Assert.False(await running.QueryAsync<bool>("select available from item where item_id = '1'"));
    }

    [Fact]
    public async Task Bad_rows_are_reported_by_line_and_reason_and_do_not_stop_the_rest()
    {
        using var catalog = new CatalogBuilder();
        await using var running = await RunningCatalog.StartAsync(("Catalog:MaxPictureBytes", "20000"), ("Catalog:MaxPicturePixels", "10000"), ("Catalog:BatchRows", "3"));
        catalog.Picture("ok.jpg");
        File.WriteAllBytes(catalog.PathOf("large.jpg"), new byte[20_001]);
        File.WriteAllBytes(catalog.PathOf("wide.jpg"), CatalogBuilder.Jpeg(1, side: 120));
        File.WriteAllText(catalog.PathOf("text.jpg"), "not a picture");
        File.WriteAllBytes(catalog.PathOf("cut.jpg"), CatalogBuilder.Jpeg(1)[..300]);
        catalog.Csv("id,title,image,price",
            "1,Good,ok.jpg,5", ",No id,,", "3,,,", "4,Bad price,,cheap", "1,Again,,", "6,Missing,none.jpg,", "7,Large,large.jpg,", "8,Wide,wide.jpg,",
            "9,Text,text.jpg,", "10,Cut,cut.jpg,", "11,Outside,../ok.jpg,", "12,Too,many,1,2", "13,Good,ok.jpg,");
        var import = await running.ImportAsync(catalog.Folder);
        Assert.Equal(("done", 13, 2, 11), (import.State, import.RowsRead, import.ItemsUpserted, import.RowsRefused));
        Assert.Equal("1 Good 5.00 {}|13 Good  {}", await ItemsAsync(running));
        (int Line, string? Id, string Says)[] expected =
        [
            (3, null, "id is missing"), (4, "3", "title is missing"), (5, "4", "'cheap' is not a number"), (6, "1", "on line 2 already"), (7, "6", "'none.jpg' is missing"),
            (8, "7", "20,001 bytes"), (9, "8", "120 x 120 pixels"), (10, "9", "neither JPEG nor PNG nor WebP"), (11, "10", "damaged or cut off"), (12, "11", "not below"), (13, null, "5 values"),
        ];
        Assert.Equal(expected.Select(row => (row.Line, row.Id)), import.Errors!.Select(error => (error.Line, error.ItemId)));
        Assert.All(import.Errors!.Zip(expected), pair => Assert.Contains(pair.Second.Says, pair.First.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_read_to_its_end_removes_nothing()
    {
        using var catalog = new CatalogBuilder();
        await using var running = await RunningCatalog.StartAsync();
        catalog.Csv("id,title", "1,Shirt", "2,Mug");
        await running.ImportAsync(catalog.Folder);
        catalog.Csv("id,title", "1,Shirt", "3,\"Rug", "4,Lamp");
        var broken = await running.ImportAsync(catalog.Folder);
        Assert.Equal("failed", broken.State);
        Assert.Contains("Line 3", broken.Error, StringComparison.Ordinal);
        catalog.Csv("id,title", ",Shirt");
        var empty = await running.ImportAsync(catalog.Folder);
        Assert.Equal("failed", empty.State);
        Assert.Equal("failed", (await running.ImportAsync(catalog.Folder + "-gone")).State);
        Assert.Equal("1 Shirt  {}|2 Mug  {}", await ItemsAsync(running));
    }

    [Fact]
    public async Task An_unchanged_import_writes_no_item()
    {
        using var catalog = new CatalogBuilder();
        await using var running = await RunningCatalog.StartAsync();
        catalog.Products(60);
        await running.ImportAsync(catalog.Folder);
        const string State = "select string_agg(item_id || revision || xmin, '|' order by item_id) || (select sum(xmin::text::bigint) from item_image) || (select sum(xmin::text::bigint) from item_embedding) from item";
        var before = await running.QueryAsync<string>(State);
        var again = await running.ImportAsync(catalog.Folder);
        Assert.Equal(("done", 0, 60, 0), (again.State, again.ItemsUpserted, again.ItemsUnchanged, again.PicturesDone));
        Assert.Equal(before, await running.QueryAsync<string>(State));
    }

    [Fact]
    public async Task A_changed_picture_alone_is_a_change()
    {
        using var catalog = new CatalogBuilder();
        await using var running = await RunningCatalog.StartAsync();
        catalog.Products(20);
        await running.ImportAsync(catalog.Folder);
        var before = await running.QueryAsync<byte[]>("select features from item_image where item_id = 'p3'");
        catalog.Picture("images/3.jpg", 17);
        var again = await running.ImportAsync(catalog.Folder);
        Assert.Equal((1, 19, 1), (again.ItemsUpserted, again.ItemsUnchanged, again.PicturesDone));
        Assert.NotEqual(before, await running.QueryAsync<byte[]>("select features from item_image where item_id = 'p3'"));
        Assert.Equal(File.ReadAllBytes(catalog.PathOf("images/3.jpg")), await running.QueryAsync<byte[]>("select bytes from item_image where item_id = 'p3'"));
    }

    [Fact]
    public async Task A_zip_is_imported_and_not_kept()
    {
        await using var running = await RunningCatalog.StartAsync();
        var zip = CatalogArchiveTests.Zip(("products.csv", "id,title,image\n1,Shirt,a.jpg\n"u8.ToArray()), ("a.jpg", CatalogBuilder.Jpeg(2)));
        var import = await running.ImportAsync("shop.zip", archive: zip);
        Assert.Equal(("done", 1), (import.State, import.ItemsUpserted));
        Assert.Equal("image/jpeg", await running.QueryAsync<string>("select content_type from item_image"));
        Assert.Equal(0L, await running.QueryAsync<long>("select count(*) from catalog_import where archive is not null"));
        Assert.Equal("failed", (await running.ImportAsync("bad.zip", archive: [1, 2, 3])).State);
    }

    [Fact]
    public async Task The_sample_fills_an_empty_catalogue_once()
    {
        using var sample = new CatalogBuilder();
        sample.Csv("id,title", "1,Shirt");
        await using var running = await RunningCatalog.StartAsync(("Catalog:Sample", sample.Folder));
        Assert.Equal("done", (await Jobs.WaitAsync(running.DataSource, 1)).State);
        Assert.Equal("1 Shirt  {}", await ItemsAsync(running));
        Assert.False(await running.Service<DbManager.Import.ImportJobs>().IsUntouchedAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string> ItemsAsync(RunningCatalog running) => await running.QueryAsync<string>(string.Create(CultureInfo.InvariantCulture,
        $"select coalesce(string_agg(concat_ws(' ', item_id, title, coalesce(price::text, ''), attributes - 'gender' - 'sizes'), '|' order by length(item_id), item_id), '') from item where not deleted"));
}
