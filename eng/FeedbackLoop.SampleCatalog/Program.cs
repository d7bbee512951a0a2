using System.Globalization;
using FeedbackLoop.SampleCatalog;
using FeedbackLoop.SampleCatalog.Products;

// Draws and writes the sample catalogue:   dotnet run --project eng/FeedbackLoop.SampleCatalog -- catalog/sample
// One sheet of pictures to look at:        dotnet run --project eng/FeedbackLoop.SampleCatalog -- --sheet sheet.png [--kind Mugs]
const int Seed = 20;
const int PerKind = 22;

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

if (Option("--sheet") is { } sheet)
{
    ContactSheet.Write(sheet, Assortment.Choose(Seed, PerKind), Option("--kind"), int.Parse(Option("--each") ?? "4", CultureInfo.InvariantCulture));
}
else if (args is [var folder])
{
    CatalogWriter.Write(folder, Assortment.Choose(Seed, PerKind));
}
else
{
    Console.Error.WriteLine("usage: FOLDER | --sheet FILE.png [--kind TYPE] [--each COUNT]");
    return 1;
}
return 0;
