using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class HomeKinds
{
    private static readonly string[] Rooms = ["Ivory", "White", "Grey", "Charcoal", "Navy Blue", "Sky Blue", "Teal", "Sage", "Forest Green", "Mustard", "Terracotta", "Blush", "Pink", "Burgundy", "Lavender", "Coral", "Beige", "Olive"];

    public static IEnumerable<Kind> All() =>
    [
        new()
        {
            Type = "Vases", Name = "{style} Vase", Category = "Home > Decoration", Price = (19, 89), Scene = Scene.Standing, Draw = HomeDrawings.Vase, Turn = 0,
            Styles = ["bottle", "amphora", "cylinder", "bulb"], Materials = ["stoneware", "porcelain", "terracotta", "glazed ceramic", "concrete"], Patterns = ["plain", "speckled", "striped", "ombré", "marbled", "geometric", "terrazzo"], Colours = Rooms,
            Pitch = ["A {style} vase in {material}, thrown and glazed by hand.", "Lovely with one stem, generous with a whole bunch.", "Stands on its own even when the flowers are over."],
            Facts = ["Watertight.", "26 cm tall.", "Wipe clean."],
        },
        new()
        {
            Type = "Candles", Name = "{style} Candle", Category = "Home > Candles", Price = (12, 45), Scene = Scene.Standing, Draw = HomeDrawings.Candle, Turn = 0,
            Styles = ["pillar", "jar", "tin"], Materials = ["soy wax", "beeswax", "rapeseed wax"], Patterns = ["plain", "floral", "striped", "leaf print"], Colours = Rooms,
            Pitch = ["A {style} candle in {material} that scents a room without filling it.", "Notes of fig, cedar and a little salt.", "Poured by hand in small batches."],
            Facts = ["Burns for about 40 hours.", "Cotton wick.", "Trim the wick before lighting."],
        },
        new()
        {
            Type = "Cushions", Name = "{style} Cushion", Category = "Home > Textiles", Price = (19, 59), Scene = Scene.FlatLay, Draw = HomeDrawings.Cushion, Turn = 8,
            Styles = ["square", "round", "lumbar", "tasselled"], Materials = ["velvet", "linen", "cotton canvas", "bouclé", "chunky wool", "corduroy"], Patterns = ["plain", "striped", "floral", "geometric", "leaf print", "chevron", "wide stripes", "dotted", "checked"], Colours = Rooms,
            Pitch = ["A {style} cushion in {material} for the sofa, the bench or the bed.", "Piped edges, plump filling, colours that hold.", "A quick way to change a room."],
            Facts = ["45 by 45 cm, filling included.", "Removable cover, wash at 30 °C.", "Hidden zip."],
        },
        new()
        {
            Type = "Rugs", Name = "{style} Rug", Category = "Home > Textiles", Price = (59, 289), Scene = Scene.FlatLay, Draw = HomeDrawings.Rug, Turn = 5,
            Styles = ["woven", "round", "runner"], Materials = ["wool felt", "jute", "cotton", "chunky wool"], Patterns = ["plain", "geometric", "striped", "chevron", "wide stripes", "checked", "terrazzo", "nordic"], Colours = Rooms,
            Pitch = ["A {style} rug in {material}, soft under bare feet.", "Woven flat, so doors open over it.", "The {pattern} design hides a lot of everyday life."],
            Facts = ["160 by 230 cm; runners 70 by 200 cm.", "Spot clean.", "Use with an underlay."],
        },
        new()
        {
            Type = "Clocks", Name = "{style} Wall Clock", Category = "Home > Decoration", Price = (25, 99), Scene = Scene.Wall, Draw = HomeDrawings.Clock, Turn = 0,
            Styles = ["round", "square", "sunburst"], Materials = ["oak", "aluminium", "ceramic", "brass", "recycled plastic"], Patterns = ["plain"], Colours = Rooms,
            Pitch = ["A {style} wall clock in {material} that is easy to read from across the room.", "No ticking: the hands sweep.", "A calm dial in a {colour} case."],
            Facts = ["One AA battery.", "30 cm across.", "Hangs on a single screw."],
        },
        new()
        {
            Type = "Towels", Name = "{style} Towels", Category = "Home > Bathroom", Price = (19, 59), Scene = Scene.Standing, Draw = HomeDrawings.Towels, Turn = 1,
            Styles = ["bath", "hand"], Materials = ["terry", "organic cotton", "linen"], Patterns = ["plain", "striped", "wide stripes", "gingham", "checked"], Colours = Rooms,
            Pitch = ["{style} towels in {material} that get softer with every wash.", "Thick, thirsty and quick to dry.", "A stack that makes a bathroom look finished."],
            Facts = ["600 g/m².", "Wash at 60 °C.", "Sold as a set."],
        },
        new()
        {
            Type = "Art Prints", Name = "{style} Art Print", Category = "Home > Wall Art", Price = (25, 119), Scene = Scene.Wall, Draw = HomeDrawings.ArtPrint, Turn = 0,
            Styles = ["mountain", "botanical", "abstract", "rainbow arch"], Materials = ["oak", "walnut", "ash", "aluminium"], Patterns = ["plain"], Colours = Rooms,
            Pitch = ["A {style} print in {colour}, framed in {material} and ready to hang.", "Printed with pigment inks on heavy cotton paper.", "Works alone and in a group."],
            Facts = ["50 by 70 cm.", "Behind clear acrylic.", "Hooks included."],
        },
        new()
        {
            Type = "Baskets", Name = "{style} Basket", Category = "Home > Storage", Price = (19, 69), Scene = Scene.Standing, Draw = HomeDrawings.Basket, Turn = 1,
            Styles = ["laundry", "belly"], Materials = ["seagrass", "rattan", "jute", "wicker"], Patterns = ["colour dipped"], Colours = Rooms,
            Pitch = ["A {style} basket woven in {material} and dipped in {colour}.", "For blankets, toys, laundry or a big plant.", "Handles strong enough for the stairs."],
            Facts = ["40 cm tall.", "Woven by hand.", "Keep dry."],
        },
    ];
}
