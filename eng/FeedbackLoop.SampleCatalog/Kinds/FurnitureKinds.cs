using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class FurnitureKinds
{
    private static readonly string[] Rooms = ["Ivory", "Grey", "Charcoal", "Navy Blue", "Sky Blue", "Teal", "Sage", "Forest Green", "Mustard", "Terracotta", "Blush", "Burgundy", "Beige", "Olive", "Orange", "White"];
    private static readonly string[] Upholstery = ["velvet", "bouclé", "linen", "leather", "corduroy", "wool felt"];

    public static IEnumerable<Kind> All() =>
    [
        new()
        {
            Type = "Sofas", Name = "{style} Sofa", Category = "Furniture > Sofas", Price = (499, 1899), Scene = Scene.Standing, Draw = FurnitureDrawings.Sofa, Turn = 0,
            Styles = ["two-seater", "three-seater"], Materials = Upholstery, Patterns = ["plain", "plain", "plain", "wide stripes", "checked", "floral"], Colours = Rooms,
            Pitch = ["A {style} sofa in {material} with deep cushions you sink into.", "A hardwood frame under soft {colour} upholstery.", "Made for film nights and long Sunday mornings."],
            Facts = ["Cushion covers come off.", "Delivered and set up.", "Legs screw in by hand."],
        },
        new()
        {
            Type = "Armchairs", Name = "{style} Armchair", Category = "Furniture > Chairs", Price = (249, 899), Scene = Scene.Standing, Draw = FurnitureDrawings.Sofa, Turn = 0,
            Styles = ["lounge", "wingback"], Materials = Upholstery, Patterns = ["plain", "plain", "plain", "striped", "floral", "leaf print", "checked"], Colours = Rooms,
            Pitch = ["A {style} armchair in {material}: your reading corner starts here.", "Wide arms, a supportive back and turned legs.", "Small enough for a flat, comfortable enough for an evening."],
            Facts = ["76 cm wide.", "Delivered in one piece.", "Solid wooden legs."],
        },
        new()
        {
            Type = "Chairs", Name = "{style} Chair", Category = "Furniture > Chairs", Price = (79, 299), Scene = Scene.Standing, Draw = FurnitureDrawings.Chair, Turn = 0,
            Styles = ["spindle", "ladder-back", "upholstered", "stool"], Materials = ["velvet", "linen", "leather", "wool felt", "bouclé"], Patterns = ["plain", "plain", "striped", "checked"], Colours = Rooms,
            Pitch = ["A {style} chair with a seat in {colour} {material}.", "Joined, glued and sanded the old way.", "For the table, the desk or the hallway."],
            Facts = ["Seat height 45 cm.", "Ready assembled.", "Holds 120 kg."],
        },
        new()
        {
            Type = "Tables", Name = "{style} Table", Category = "Furniture > Tables", Price = (89, 499), Scene = Scene.Standing, Draw = FurnitureDrawings.Table, Turn = 0,
            Styles = ["round", "desk", "drum", "dining"], Materials = ["oak", "walnut", "ash", "mango wood"], Patterns = ["plain", "plain", "striped"], Colours = Rooms,
            Pitch = ["A {style} table in solid {material}, oiled by hand.", "The grain makes each one its own.", "With a touch of {colour}."],
            Facts = ["Wipe with a damp cloth.", "Seats up to four; side tables 45 cm.", "From managed forests."],
        },
        new()
        {
            Type = "Shelves", Name = "{style} Shelf", Category = "Furniture > Storage", Price = (99, 549), Scene = Scene.Standing, Draw = FurnitureDrawings.Shelf, Turn = 0,
            Styles = ["tall", "cube", "cabinet", "ladder"], Materials = ["oak", "walnut", "ash", "bamboo"], Patterns = ["plain"], Colours = Rooms,
            Pitch = ["A {style} shelf in {material} for books and everything you collect.", "The {colour} back panel makes things stand out.", "Stands firm, looks light."],
            Facts = ["Assembly in twenty minutes.", "Wall fixings included.", "Each board holds 20 kg."],
        },
        new()
        {
            Type = "Table Lamps", Name = "{style} Table Lamp", Category = "Lighting > Table Lamps", Price = (39, 159), Scene = Scene.Standing, Draw = FurnitureDrawings.TableLamp, Turn = 0,
            Styles = ["desk", "mushroom", "ceramic", "wooden"], Materials = ["brass", "steel"], Patterns = ["plain", "plain", "striped", "floral", "leaf print", "gingham"], Colours = Rooms,
            Pitch = ["A {style} lamp with {material} fittings and a warm, glare-free light.", "Just right for a bedside, a desk or a windowsill.", "The {colour} shade looks good switched off, too."],
            Facts = ["E14 bulb, included.", "Cotton-covered cable, 1.8 m.", "Dimmable."],
        },
        new()
        {
            Type = "Pendant Lamps", Name = "{style} Pendant Lamp", Category = "Lighting > Ceiling Lamps", Price = (49, 229), Scene = Scene.Wall, Draw = FurnitureDrawings.Pendant, Turn = 0,
            Styles = ["dome", "cone", "drum", "globe"], Materials = ["brass", "steel", "aluminium", "rattan"], Patterns = ["plain", "plain", "plain", "striped", "ombré"], Colours = Rooms,
            Pitch = ["A {style} pendant in {material} that hangs beautifully low over a table.", "Throws light where you want it and none in your eyes.", "Finished in {colour}."],
            Facts = ["E27 bulb, not included.", "Cable 2 m, shortens without tools.", "35 cm across."],
        },
        new()
        {
            Type = "Floor Lamps", Name = "{style} Floor Lamp", Category = "Lighting > Floor Lamps", Price = (79, 299), Scene = Scene.Standing, Draw = FurnitureDrawings.FloorLamp, Turn = 0,
            Styles = ["tripod", "arc", "reading"], Materials = ["brass", "steel", "oak"], Patterns = ["plain", "plain", "striped", "leaf print", "pin dots"], Colours = Rooms,
            Pitch = ["A {style} floor lamp in {material} with a {colour} shade.", "Lights a corner and makes it a room of its own.", "Foot switch, heavy base."],
            Facts = ["E27 bulb, included.", "150 cm tall.", "Dimmable."],
        },
    ];
}
