using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class KitchenKinds
{
    private static readonly string[] Glazes = ["White", "Ivory", "Grey", "Charcoal", "Navy Blue", "Sky Blue", "Teal", "Sage", "Mint", "Mustard", "Terracotta", "Blush", "Red", "Forest Green", "Lavender", "Turquoise", "Coral", "Yellow"];

    public static IEnumerable<Kind> All() =>
    [
        new()
        {
            Type = "Mugs", Name = "{style} Mug", Category = "Kitchen > Tableware", Price = (9, 29), Scene = Scene.Standing, Draw = KitchenDrawings.Mug, Turn = 1,
            Styles = ["classic", "rounded", "enamel", "espresso"], Materials = ["stoneware", "porcelain", "glazed ceramic", "bone china"], Patterns = ["plain", "striped", "dotted", "speckled", "floral", "ombré", "terrazzo", "leaf print", "marbled"], Colours = Glazes,
            Pitch = ["A {style} mug in {material} that sits well in the hand.", "Your first cup of the day deserves it.", "The {colour} glaze is fired twice and comes out a little different on each one."],
            Facts = ["Holds 330 ml.", "Dishwasher and microwave safe.", "Glazed by hand."],
        },
        new()
        {
            Type = "Bowls", Name = "{style} Bowl", Category = "Kitchen > Tableware", Price = (12, 45), Scene = Scene.Standing, Draw = KitchenDrawings.Bowl, Turn = 1,
            Styles = ["deep", "shallow", "set of two"], Materials = ["stoneware", "porcelain", "terracotta", "glazed ceramic"], Patterns = ["plain", "speckled", "striped", "geometric", "marbled", "ombré", "dotted"], Colours = Glazes,
            Pitch = ["For soup, salad, porridge or the last of the cherries: {material} in {colour}.", "A {style} shape with a glaze that pools beautifully inside.", "Stacks neatly, looks good left out."],
            Facts = ["Dishwasher safe.", "16 cm across.", "Oven-proof to 180 °C."],
        },
        new()
        {
            Type = "Plates", Name = "{style} Plate", Category = "Kitchen > Tableware", Price = (9, 35), Scene = Scene.FlatLay, Draw = KitchenDrawings.Plate, Turn = 40,
            Styles = ["dinner", "side", "rimmed"], Materials = ["stoneware", "porcelain", "bone china", "glazed ceramic"], Patterns = ["plain", "speckled", "floral", "striped", "terrazzo", "geometric", "leaf print", "marbled"], Colours = Glazes,
            Pitch = ["A {style} plate in {material} that flatters whatever is on it.", "Mix it with plain white or with every colour in the range.", "Hand-finished rim, satin glaze."],
            Facts = ["Dishwasher safe.", "Side plates 20 cm, dinner plates 27 cm.", "Chip-resistant."],
        },
        new()
        {
            Type = "Teapots", Name = "{style} Teapot", Category = "Kitchen > Coffee & Tea", Price = (29, 89), Scene = Scene.Standing, Draw = KitchenDrawings.Teapot, Turn = 1,
            Styles = ["round", "tall", "cast-iron"], Materials = ["stoneware", "porcelain", "glazed ceramic"], Patterns = ["plain", "plain", "dotted", "floral", "speckled", "striped", "leaf print"], Colours = Glazes,
            Pitch = ["A {style} teapot that pours without a drip.", "Keeps four cups warm while the conversation goes on.", "With a fine sieve that lifts out."],
            Facts = ["Holds 1 litre.", "Made of {material}.", "Rinse by hand."],
        },
        new()
        {
            Type = "Bottles", Name = "{style} Water Bottle", Category = "Kitchen > On the Go", Price = (15, 39), Scene = Scene.Standing, Draw = KitchenDrawings.Bottle, Turn = 1,
            Styles = ["flask", "slim", "sports"], Materials = ["stainless steel", "aluminium"], Patterns = ["plain", "plain", "ombré", "floral", "speckled", "leaf print", "geometric", "colour block"], Colours = Glazes,
            Pitch = ["A {style} bottle in {material} that keeps cold drinks cold for a day.", "Leak-proof, so it can share a bag with a book.", "Fits bicycle cages and cup holders."],
            Facts = ["Holds 500 ml.", "Free of BPA.", "Double-walled."],
        },
        new()
        {
            Type = "Glasses", Name = "{style} Glasses, Set of Two", Category = "Kitchen > Glassware", Price = (15, 49), Scene = Scene.Standing, Draw = KitchenDrawings.Glassware, Turn = 0,
            Styles = ["wine", "champagne", "tumbler"], Materials = ["hand-blown glass", "recycled glass", "crystal glass"], Patterns = ["plain"], Colours = ["Clear", "Amber", "Sage", "Blush", "Sky Blue", "Lavender", "Grey", "Turquoise", "Mint", "Pink"],
            Pitch = ["{style} glasses in {colour} {material}, each a little different.", "Thin at the rim, steady at the foot.", "They catch the evening light."],
            Facts = ["Set of two.", "Wash by hand.", "Packed in recycled card."],
        },
        new()
        {
            Type = "Cookware", Name = "{style}", Category = "Kitchen > Cookware", Price = (39, 179), Scene = Scene.Standing, Draw = KitchenDrawings.Pan, Turn = 1,
            Styles = ["casserole", "saucepan"], Materials = ["cast iron", "enamel"], Patterns = ["plain", "plain", "ombré"], Colours = ["Red", "Navy Blue", "Teal", "Mustard", "Sage", "Black", "Ivory", "Terracotta", "Burgundy", "Grey", "Forest Green", "Blush", "Orange", "Sky Blue"],
            Pitch = ["A {style} in {colour} {material} that goes from hob to oven to table.", "Heavy base, even heat, a lid that fits.", "The one you will hand on."],
            Facts = ["All hobs, induction too.", "24 cm.", "Oven-safe to 250 °C."],
        },
        new()
        {
            Type = "Frying Pans", Name = "{style} Pan", Category = "Kitchen > Cookware", Price = (29, 89), Scene = Scene.FlatLay, Draw = KitchenDrawings.Pan, Turn = 30,
            Styles = ["frying"], Materials = ["cast iron", "enamel", "aluminium"], Patterns = ["plain"], Colours = ["Black", "Red", "Navy Blue", "Teal", "Mustard", "Sage", "Ivory", "Terracotta", "Grey", "Forest Green", "Blush", "Copper"],
            Pitch = ["A {colour} frying pan in {material} with an oak handle that stays cool.", "Pancakes slide, steaks sear.", "Flat base, gently curved sides."],
            Facts = ["28 cm.", "All hobs, induction too.", "Wipe clean."],
        },
        new()
        {
            Type = "Chopping Boards", Name = "{style} Chopping Board", Category = "Kitchen > Utensils", Price = (15, 59), Scene = Scene.FlatLay, Draw = KitchenDrawings.Board, Turn = 16,
            Styles = ["round", "paddle", "rectangular"], Materials = ["oak", "walnut", "acacia", "beech", "mango wood", "bamboo", "maple"], Patterns = ["plain", "striped"], Colours = ["Oak", "Walnut", "Birch", "Tan", "Brown"],
            Pitch = ["A {style} board in solid {material}, oiled and ready.", "Chop on one side, serve on the other.", "A groove catches the juice."],
            Facts = ["Wash by hand, oil now and then.", "38 cm long.", "From managed forests."],
        },
    ];
}
