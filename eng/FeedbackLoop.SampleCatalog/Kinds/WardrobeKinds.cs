using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class WardrobeKinds
{
    private static readonly string[] Soft = ["Ivory", "Navy Blue", "Sage", "Mustard", "Terracotta", "Red", "Burgundy", "Pink", "Blush", "Lavender", "Sky Blue", "Forest Green", "Black", "Teal", "Coral"];
    private static readonly string[] Wool = ["Cream", "Grey", "Charcoal", "Navy Blue", "Forest Green", "Mustard", "Terracotta", "Burgundy", "Blush", "Sky Blue", "Red", "Sage", "Teal", "Purple", "Orange"];

    public static IEnumerable<Kind> All() =>
    [
        new()
        {
            Type = "Dresses", Name = "{style} Dress", Category = "Clothing > Dresses", Price = (49, 139), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Dress,
            Styles = ["maxi", "wrap", "shift", "strappy"], Materials = ["viscose", "cotton poplin", "linen", "satin"], Patterns = ["plain", "floral", "floral", "dotted", "leaf print", "striped", "gingham", "pin dots"], Colours = Soft,
            Audiences = ["Women"], Seasons = ["Spring", "Summer"],
            Pitch = ["A {style} dress in {material} that moves when you do.", "Side pockets, an easy waist and a hem that works with sandals or boots.", "The {pattern} cloth is cut so that the pattern meets at the seams."],
            Facts = ["Machine wash at 30 °C.", "Lined in light cotton.", "The model is 176 cm tall and wears a medium."],
        },
        new()
        {
            Type = "Skirts", Name = "{style} Skirt", Category = "Clothing > Skirts", Price = (35, 89), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Skirt,
            Styles = ["pleated", "pencil", "buttoned", "mini", "A-line"], Materials = ["wool blend", "linen", "viscose", "corduroy", "satin"], Patterns = ["plain", "checked", "floral", "plain", "dotted", "striped"], Colours = Soft,
            Audiences = ["Women"], Seasons = ["Spring", "Autumn", "All year"],
            Pitch = ["A {style} skirt in {material} with a comfortable waistband.", "Sits at the natural waist and falls just so.", "Dress it up with a blouse, down with a tee."],
            Facts = ["Machine wash at 30 °C.", "Hidden side zip.", "Lined."],
        },
        new()
        {
            Type = "Jeans", Name = "{style} Jeans", Category = "Clothing > Trousers", Price = (49, 109), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Trousers,
            Styles = ["slim", "straight", "wide-leg"], Materials = ["denim"], Patterns = ["plain"], Colours = ["Denim Blue", "Navy Blue", "Black", "Sky Blue", "Grey", "Ivory", "Charcoal", "Olive", "Blue"],
            Audiences = ["Women", "Men"], Seasons = ["All year"],
            Pitch = ["{style} jeans in a {colour} denim that softens with every wear.", "Five pockets, copper rivets and a rise that stays put.", "Woven with a little stretch, washed with a lot less water."],
            Facts = ["98 % cotton, 2 % elastane.", "Wash inside out, rarely.", "Leg length 32; free hemming in our shops."],
        },
        new()
        {
            Type = "Trousers", Name = "{style} Trousers", Category = "Clothing > Trousers", Price = (45, 99), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Trousers,
            Styles = ["straight", "wide-leg", "joggers", "slim"], Materials = ["linen blend", "corduroy", "brushed cotton", "wool blend"], Patterns = ["plain", "plain", "checked", "pinstriped", "marl"], Colours = ["Beige", "Navy Blue", "Olive", "Charcoal", "Black", "Brown", "Tan", "Sage", "Burgundy", "Grey", "Terracotta", "Forest Green"],
            Audiences = ["Women", "Men"], Seasons = ["All year", "Autumn"],
            Pitch = ["{style} trousers in {material}, comfortable enough for a long train ride.", "Clean lines, deep pockets and a waist that gives a little.", "A calm {colour} that goes with most of your wardrobe."],
            Facts = ["Machine wash at 30 °C.", "Two side and two back pockets.", "Regular rise."],
        },
        new()
        {
            Type = "Shorts", Name = "{style}", Category = "Clothing > Shorts", Price = (25, 59), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Trousers,
            Styles = ["chino shorts", "swim shorts"], Materials = ["cotton", "recycled polyester", "linen"], Patterns = ["plain", "striped", "leaf print", "floral", "gingham", "star print"], Colours = Soft,
            Audiences = ["Women", "Men", "Kids"], Seasons = ["Summer"],
            Pitch = ["{style} in {material}, cut just above the knee.", "From the beach to the ice-cream shop without changing.", "A {colour} that looks like a holiday."],
            Facts = ["Machine wash at 30 °C.", "Elasticated back waist.", "Dries quickly."],
        },
        new()
        {
            Type = "Socks", Name = "{style} Socks", Category = "Clothing > Socks", Price = (6, 19), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Socks,
            Styles = ["crew", "ankle"], Materials = ["cotton knit", "merino wool"], Patterns = ["striped", "dotted", "plain", "nordic", "star print", "geometric", "wide stripes"], Colours = Wool,
            Audiences = ["Women", "Men", "Unisex", "Kids"], Seasons = ["All year", "Winter"],
            Pitch = ["{style} socks in {material} with reinforced heel and toe.", "A cheerful {pattern} pair that makes the morning easier.", "Soft, stretchy and they stay up."],
            Facts = ["Machine wash at 40 °C.", "One pair.", "Sizes 36-40 and 41-45."],
        },
        new()
        {
            Type = "Scarves", Name = "{style} Scarf", Category = "Accessories > Scarves", Price = (19, 79), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Scarf,
            Styles = ["fringed", "square"], Materials = ["lambswool", "alpaca", "silk", "wool blend"], Patterns = ["checked", "striped", "plain", "floral", "wide stripes", "leaf print", "geometric"], Colours = Wool,
            Audiences = ["Women", "Men", "Unisex"], Seasons = ["Autumn", "Winter"],
            Pitch = ["A {style} scarf in {material}, generous enough to wrap twice.", "Light, warm and never scratchy.", "The {pattern} weave brings a dark coat to life."],
            Facts = ["Dry clean or wash by hand.", "Finished by hand.", "190 cm long; square ones 90 by 90 cm."],
        },
        new()
        {
            Type = "Beanies", Name = "{style} Beanie", Category = "Accessories > Hats", Price = (15, 45), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Beanie, Turn = 12,
            Styles = ["ribbed", "bobble"], Materials = ["merino wool", "chunky wool", "lambswool"], Patterns = ["plain", "plain", "striped", "nordic", "wide stripes"], Colours = Wool,
            Audiences = ["Unisex", "Kids"], Seasons = ["Winter"],
            Pitch = ["A {style} beanie in {material} with a turned-up cuff.", "Warm ears, light head.", "Knitted in one piece, so no seam to feel."],
            Facts = ["Hand wash.", "One size.", "With a small leather tab."],
        },
        new()
        {
            Type = "Caps", Name = "{style}", Category = "Accessories > Hats", Price = (17, 39), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Cap,
            Styles = ["baseball cap", "bucket hat"], Materials = ["cotton canvas", "corduroy", "waxed canvas", "denim"], Patterns = ["plain", "plain", "colour block", "gingham", "leaf print", "striped"], Colours = Soft,
            Audiences = ["Unisex", "Kids"], Seasons = ["Summer", "Spring"],
            Pitch = ["A {style} in {material} that keeps the sun out of your eyes.", "Soft crown, stitched eyelets, an adjustable fit.", "Rolls up small for the suitcase."],
            Facts = ["Wipe clean.", "One size, adjustable.", "Cotton sweatband."],
        },
        new()
        {
            Type = "Mittens", Name = "{style} Mittens", Category = "Accessories > Gloves", Price = (15, 49), Scene = Scene.FlatLay, Draw = WardrobeDrawings.Gloves,
            Styles = ["knitted", "lined"], Materials = ["lambswool", "chunky wool", "boiled wool", "alpaca"], Patterns = ["nordic", "plain", "striped", "star print", "wide stripes"], Colours = Wool,
            Audiences = ["Women", "Kids", "Unisex"], Seasons = ["Winter"],
            Pitch = ["{style} mittens in {material} with a long ribbed cuff.", "Warmer than gloves and easier to find in the dark: {colour} and cheerful.", "Made for snowballs."],
            Facts = ["Hand wash cool.", "Sold as a pair.", "Fleece lined palm."],
        },
    ];
}
