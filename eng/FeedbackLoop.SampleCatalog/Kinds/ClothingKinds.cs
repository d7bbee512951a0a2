using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class ClothingKinds
{
    private static readonly string[] Everyday = ["Black", "White", "Ivory", "Grey", "Navy Blue", "Sky Blue", "Teal", "Forest Green", "Sage", "Mustard", "Terracotta", "Red", "Burgundy", "Pink", "Blush", "Lavender", "Olive", "Charcoal"];

    public static IEnumerable<Kind> All() =>
    [
        new()
        {
            Type = "T-Shirts", Name = "{style} T-Shirt", Category = "Clothing > Tops", Price = (14, 39), Scene = Scene.FlatLay, Draw = ClothingDrawings.TShirt,
            Styles = ["crew-neck", "V-neck", "long-sleeve", "pocket"], Materials = ["organic cotton", "jersey", "linen blend"],
            Patterns = ["plain", "striped", "wide stripes", "plain", "marl", "dotted", "floral", "colour block", "star print"], Colours = Everyday,
            Audiences = ["Women", "Men", "Unisex", "Kids"], Seasons = ["Spring", "Summer", "All year"],
            Pitch = ["A {style} tee in soft {material} that keeps its shape wash after wash.", "Cut a little roomy and finished with a ribbed collar, this is the {colour} tee you will reach for first.", "Our everyday weight: light enough for summer, solid enough to wear on its own."],
            Facts = ["Machine wash at 30 °C.", "Regular fit, true to size.", "Twin-needle stitching at hem and cuffs."],
        },
        new()
        {
            Type = "Shirts", Name = "{style} Shirt", Category = "Clothing > Tops", Price = (34, 79), Scene = Scene.FlatLay, Draw = ClothingDrawings.Shirt,
            Styles = ["classic", "short-sleeve", "band-collar"], Materials = ["cotton poplin", "washed linen", "brushed cotton", "viscose"],
            Patterns = ["plain", "pinstriped", "gingham", "checked", "floral", "leaf print", "pin dots"], Colours = Everyday,
            Audiences = ["Women", "Men"], Seasons = ["Spring", "Summer", "Autumn"],
            Pitch = ["A {style} shirt in {material} with real shell-look buttons and a single chest pocket.", "Wear it buttoned up to work or open over a tee at the weekend.", "The {pattern} cloth is yarn-dyed, so the {colour} stays true."],
            Facts = ["Machine wash at 40 °C, iron while damp.", "Relaxed fit.", "Curved hem, to be worn in or out."],
        },
        new()
        {
            Type = "Sweaters", Name = "{style} Sweater", Category = "Clothing > Knitwear", Price = (49, 129), Scene = Scene.FlatLay, Draw = ClothingDrawings.Sweater,
            Styles = ["crew-neck", "roll-neck", "cable-knit", "cardigan"], Materials = ["lambswool", "merino wool", "chunky wool", "cotton knit"],
            Patterns = ["plain", "plain", "striped", "nordic", "wide stripes", "marl"], Colours = ["Ivory", "Grey", "Charcoal", "Navy Blue", "Forest Green", "Mustard", "Terracotta", "Burgundy", "Blush", "Sky Blue", "Beige", "Red", "Sage", "Brown"],
            Audiences = ["Women", "Men", "Unisex"], Seasons = ["Autumn", "Winter"],
            Pitch = ["Knitted in {material} with deep ribbing at hem and cuffs.", "A {style} knit for cold mornings, warm without being heavy.", "Soft against the skin and made to be worn for years."],
            Facts = ["Hand wash cool, dry flat.", "Mid-weight knit.", "Comes with a length of matching yarn for repairs."],
        },
        new()
        {
            Type = "Hoodies", Name = "{style} Hoodie", Category = "Clothing > Sweatshirts", Price = (39, 85), Scene = Scene.FlatLay, Draw = ClothingDrawings.Hoodie,
            Styles = ["pullover", "zip-up"], Materials = ["fleece", "organic cotton", "brushed cotton"], Patterns = ["plain", "plain", "marl", "colour block", "wide stripes"], Colours = Everyday,
            Audiences = ["Women", "Men", "Unisex", "Kids"], Seasons = ["Autumn", "Winter", "All year"],
            Pitch = ["A {style} hoodie in {material}, brushed on the inside.", "Double-layer hood, kangaroo pocket and cuffs that stay where you push them.", "For the sofa, the school run and everything after training."],
            Facts = ["Machine wash at 30 °C.", "Relaxed fit; size down for a closer one.", "Flat cotton drawcords."],
        },
        new()
        {
            Type = "Jackets", Name = "{style} Jacket", Category = "Clothing > Outerwear", Price = (79, 219), Scene = Scene.FlatLay, Draw = ClothingDrawings.Jacket,
            Styles = ["field", "puffer", "raincoat", "biker"], Materials = ["waxed canvas", "ripstop", "softshell", "leather", "corduroy"], Patterns = ["plain", "plain", "plain", "colour block", "checked"],
            Colours = ["Black", "Navy Blue", "Olive", "Forest Green", "Mustard", "Burgundy", "Tan", "Brown", "Charcoal", "Red", "Beige", "Teal"],
            Audiences = ["Women", "Men"], Seasons = ["Autumn", "Winter", "Spring"],
            Pitch = ["A {style} jacket in {material} that shrugs off wind and a sudden shower.", "Plenty of pockets, a smooth metal zip and a lining that slides over knitwear.", "Made for weekends outdoors and for the walk to work."],
            Facts = ["Wipe clean, or wash cool on its own.", "Fully lined.", "Two outer and one inner pocket."],
        },
    ];
}
