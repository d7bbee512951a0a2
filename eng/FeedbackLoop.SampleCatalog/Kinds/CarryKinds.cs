using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class CarryKinds
{
    private static readonly string[] Lively = ["White", "Black", "Navy Blue", "Red", "Mustard", "Sage", "Blush", "Sky Blue", "Grey", "Terracotta", "Forest Green", "Lavender", "Teal", "Beige", "Coral", "Olive"];
    private static readonly string[] Leathers = ["Black", "Brown", "Tan", "Burgundy", "Navy Blue", "Forest Green", "Beige", "Terracotta", "Red", "Blush", "Mustard", "Grey", "Olive", "Teal"];

    public static IEnumerable<Kind> All() =>
    [
        new()
        {
            Type = "Sneakers", Name = "{style} Sneakers", Category = "Shoes > Sneakers", Price = (49, 129), Scene = Scene.Standing, Draw = CarryDrawings.Sneakers, Turn = 2,
            Styles = ["low-top", "high-top", "running"], Materials = ["canvas", "suede", "leather", "recycled polyester"], Patterns = ["plain", "plain", "plain", "gingham", "floral", "star print"], Colours = Lively,
            Audiences = ["Women", "Men", "Unisex", "Kids"], Seasons = ["Spring", "Summer", "All year"],
            Pitch = ["{style} sneakers in {material} on a cushioned rubber sole.", "Light on the foot and easy to clean.", "A {colour} pair that goes with jeans, dresses and everything between."],
            Facts = ["Removable insole.", "Fits true to size.", "Cotton laces, spare pair included."],
        },
        new()
        {
            Type = "Boots", Name = "{style} Boots", Category = "Shoes > Boots", Price = (59, 189), Scene = Scene.Standing, Draw = CarryDrawings.Boots, Turn = 2,
            Styles = ["chelsea", "lace-up", "rain"], Materials = ["leather", "suede", "rubber", "vegan leather"], Patterns = ["plain"], Colours = Leathers,
            Audiences = ["Women", "Men", "Kids"], Seasons = ["Autumn", "Winter"],
            Pitch = ["{style} boots in {material} that take puddles in their stride.", "A sole with grip and a shaft that leaves room for thick socks.", "Better every year you wear them."],
            Facts = ["Water-repellent.", "Resoleable.", "Fits true to size."],
        },
        new()
        {
            Type = "Flats", Name = "{style}", Category = "Shoes > Flats", Price = (29, 99), Scene = Scene.FlatLay, Draw = CarryDrawings.Flats,
            Styles = ["ballet flats", "loafers", "sandals"], Materials = ["leather", "suede", "vegan leather", "velvet"], Patterns = ["plain", "plain", "plain", "dotted", "striped"], Colours = Leathers,
            Audiences = ["Women"], Seasons = ["Spring", "Summer"],
            Pitch = ["{style} in soft {material}, ready to wear without breaking in.", "Padded where it matters, flexible where it bends.", "Small enough for the bag, smart enough for dinner."],
            Facts = ["Leather lining.", "Half sizes available.", "Wipe with a damp cloth."],
        },
        new()
        {
            Type = "Tote Bags", Name = "{style} Tote Bag", Category = "Bags > Totes", Price = (15, 69), Scene = Scene.Standing, Draw = CarryDrawings.Tote, Turn = 2,
            Styles = ["shopper", "leather-handled"], Materials = ["cotton canvas", "waxed canvas", "jute", "linen"], Patterns = ["plain", "striped", "floral", "leaf print", "geometric", "wide stripes", "gingham"], Colours = Lively,
            Audiences = ["Unisex", "Women"], Seasons = ["All year"],
            Pitch = ["A {style} tote in {material} that carries books, bread and flowers.", "Sturdy handles, an inside pocket for keys, and room for a laptop.", "Folds flat when it is not needed."],
            Facts = ["Holds 16 litres.", "38 by 40 cm.", "Wash cool, dry in the air."],
        },
        new()
        {
            Type = "Backpacks", Name = "{style} Backpack", Category = "Bags > Backpacks", Price = (39, 129), Scene = Scene.Standing, Draw = CarryDrawings.Backpack, Turn = 2,
            Styles = ["day", "roll-top"], Materials = ["waxed canvas", "ripstop", "recycled polyester", "nylon", "cotton canvas"], Patterns = ["plain", "plain", "colour block", "leaf print", "checked", "geometric", "star print"], Colours = Lively,
            Audiences = ["Unisex", "Kids"], Seasons = ["All year"],
            Pitch = ["A {style} backpack in {material} with padded straps.", "A sleeve for the laptop, a pocket for the bottle, a place for everything.", "For campus, commute and a weekend away."],
            Facts = ["Holds 20 litres.", "Water-repellent.", "Fits a 15-inch laptop."],
        },
        new()
        {
            Type = "Handbags", Name = "{style} Bag", Category = "Bags > Handbags", Price = (59, 219), Scene = Scene.Standing, Draw = CarryDrawings.Handbag, Turn = 2,
            Styles = ["crossbody", "top-handle", "bucket"], Materials = ["leather", "suede", "vegan leather", "raffia"], Patterns = ["plain", "plain", "plain", "colour block", "chevron"], Colours = Leathers,
            Audiences = ["Women"], Seasons = ["All year"],
            Pitch = ["A {style} bag in {material} with brass-coloured hardware.", "Just the size for phone, purse and a paperback.", "Stitched by hand in a small workshop."],
            Facts = ["Adjustable strap.", "Cotton lining with a zip pocket.", "Comes in a dust bag."],
        },
        new()
        {
            Type = "Umbrellas", Name = "{style} Umbrella", Category = "Accessories > Umbrellas", Price = (19, 59), Scene = Scene.Wall, Draw = CarryDrawings.Umbrella, Turn = 14,
            Styles = ["walking", "two-tone"], Materials = ["nylon", "recycled polyester"], Patterns = ["plain", "dotted", "floral", "striped", "checked", "star print", "leaf print"], Colours = Lively,
            Audiences = ["Unisex"], Seasons = ["Autumn", "Spring"],
            Pitch = ["A {style} umbrella with a turned wooden handle.", "Wind-proof ribs and a canopy big enough for two.", "The {pattern} canopy makes rain look better."],
            Facts = ["Canopy 104 cm across.", "Opens at the push of a button.", "Canopy of {material}."],
        },
        new()
        {
            Type = "Sunglasses", Name = "{style} Sunglasses", Category = "Accessories > Sunglasses", Price = (25, 119), Scene = Scene.FlatLay, Draw = CarryDrawings.Sunglasses, Turn = 14,
            Styles = ["round", "cat-eye", "aviator", "square"], Materials = ["acetate", "recycled plastic"], Patterns = ["plain", "plain", "tortoiseshell"], Colours = Lively,
            Audiences = ["Women", "Men", "Unisex"], Seasons = ["Summer"],
            Pitch = ["{style} sunglasses in {material} with tinted lenses.", "A frame that suits more faces than you would think.", "Made for long lunches outdoors."],
            Facts = ["UV 400 protection.", "With case and cloth.", "Spring hinges."],
        },
        new()
        {
            Type = "Watches", Name = "{style} Watch", Category = "Accessories > Watches", Price = (69, 249), Scene = Scene.FlatLay, Draw = CarryDrawings.Watch, Turn = 22,
            Styles = ["round", "square"], Materials = ["leather", "suede", "canvas", "vegan leather"], Patterns = ["plain", "plain", "striped"], Colours = Leathers,
            Audiences = ["Women", "Men", "Unisex"], Seasons = ["All year"],
            Pitch = ["A {style} watch with a clear dial and a {material} strap.", "Quiet enough for every day, good enough for the day that matters.", "The strap changes in seconds, without a tool."],
            Facts = ["Quartz movement.", "Water-resistant to 3 atm.", "Two-year guarantee."],
        },
    ];
}
