using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class LeisureKinds
{
    private static readonly string[] Bright = ["Red", "Blue", "Yellow", "Green", "Orange", "Pink", "Turquoise", "Navy Blue", "Mint", "Coral", "Lavender", "Mustard", "Teal", "Sky Blue", "Purple", "Grey"];
    private static readonly string[] Furs = ["Brown", "Tan", "Cream", "Grey", "Blush", "Sky Blue", "Beige", "White", "Mint", "Lavender", "Mustard", "Terracotta"];

    public static IEnumerable<Kind> All() =>
    [
        new()
        {
            Type = "Soft Toys", Name = "{style} Soft Toy", Category = "Toys > Soft Toys", Price = (15, 45), Scene = Scene.Standing, Draw = LeisureDrawings.SoftToy, Turn = 3,
            Styles = ["bear", "bunny", "elephant"], Materials = ["plush", "teddy fleece", "organic cotton", "corduroy"], Patterns = ["plain", "plain", "plain", "pin dots", "gingham", "floral"], Colours = Furs, Audiences = ["Kids"],
            Pitch = ["A {style} in {colour} {material}, ready for hugs and bedtime.", "Stitched eyes and nose, so nothing comes off.", "Goes everywhere and forgives everything."],
            Facts = ["Machine washable.", "From birth.", "30 cm tall."],
        },
        new()
        {
            Type = "Wooden Toys", Name = "{style} Wooden Toy", Category = "Toys > Wooden Toys", Price = (14, 49), Scene = Scene.Standing, Draw = LeisureDrawings.WoodenToy, Turn = 1,
            Styles = ["stacking", "rainbow", "building-block", "car"], Materials = ["beech", "maple", "birch"], Patterns = ["plain"], Colours = Bright, Audiences = ["Kids"],
            Pitch = ["A {style} toy in solid {material}, painted with water-based colours.", "Small hands learn a lot from simple things.", "Round edges, bright colours, no batteries."],
            Facts = ["From 12 months.", "Tested for safety.", "Wipe clean."],
        },
        new()
        {
            Type = "Notebooks", Name = "{style} Notebook", Category = "Stationery > Notebooks", Price = (7, 29), Scene = Scene.FlatLay, Draw = LeisureDrawings.Notebook, Turn = 12,
            Styles = ["journal", "spiral", "diary"], Materials = ["linen", "leather", "canvas", "paper"], Patterns = ["plain", "floral", "terrazzo", "striped", "geometric", "dotted", "leaf print", "marbled", "star print"], Colours = Bright,
            Pitch = ["A {style} notebook bound in {material} that lies flat when open.", "Smooth paper that takes ink without bleeding.", "For lists, sketches and the one good idea."],
            Facts = ["A5, 192 pages, dotted.", "100 g/m² paper.", "Ribbon and inner pocket."],
        },
        new()
        {
            Type = "Pencils & Brushes", Name = "{style} Set", Category = "Stationery > Drawing", Price = (6, 25), Scene = Scene.FlatLay, Draw = LeisureDrawings.Pencils, Turn = 14,
            Styles = ["coloured pencil", "graphite pencil", "brush"], Materials = ["cedar", "beech"], Patterns = ["plain", "striped", "pin dots"], Colours = Bright,
            Pitch = ["A {style} set in {material}, for schoolbags and studios.", "Rich colour, even line, easy to sharpen.", "A small present that is always right."],
            Facts = ["Set in a tin.", "Made of certified wood.", "Non-toxic."],
        },
        new()
        {
            Type = "Plants", Name = "{style} in Pot", Category = "Garden > Plants & Pots", Price = (12, 59), Scene = Scene.Standing, Draw = LeisureDrawings.PlantPot, Turn = 0,
            Styles = ["succulent", "cactus", "rubber plant", "fern"], Materials = ["terracotta", "stoneware", "concrete", "glazed ceramic"], Patterns = ["plain", "plain", "speckled", "geometric", "striped", "terrazzo", "dotted"],
            Colours = ["Terracotta", "White", "Grey", "Sage", "Mustard", "Navy Blue", "Blush", "Teal", "Ivory", "Charcoal", "Sky Blue", "Coral", "Lavender"],
            Pitch = ["A {style} in a {colour} {material} pot, happy on most windowsills.", "Asks for little: light, a sip of water and a kind word.", "Comes potted and ready to give."],
            Facts = ["Pot 14 cm across.", "With saucer.", "Water once a week."],
        },
        new()
        {
            Type = "Watering Cans", Name = "{style} Watering Can", Category = "Garden > Tools", Price = (15, 49), Scene = Scene.Standing, Draw = LeisureDrawings.WateringCan, Turn = 1,
            Styles = ["classic", "long-spout"], Materials = ["zinc", "steel", "recycled plastic"], Patterns = ["plain", "plain", "dotted", "floral", "striped"], Colours = Bright,
            Pitch = ["A {style} watering can in {material} that pours slowly and precisely.", "Balanced when full, pretty when empty.", "The {colour} finish stands up to weather."],
            Facts = ["Holds 5 litres; long-spout cans 1.5 litres.", "Brass rose.", "Rust-proof."],
        },
        new()
        {
            Type = "Yoga Mats", Name = "{style} Yoga Mat", Category = "Sports > Yoga", Price = (25, 89), Scene = Scene.Standing, Draw = LeisureDrawings.YogaMat, Turn = 0,
            Styles = ["strapped", "travel"], Materials = ["rubber", "foam"], Patterns = ["plain", "plain", "marbled", "leaf print", "geometric", "ombré"], Colours = Bright,
            Pitch = ["A {style} yoga mat in natural {material} with a dry, sure grip.", "Cushions knees, holds hands and feet.", "Rolls tight, with a strap to carry it."],
            Facts = ["183 by 61 cm.", "4 mm thick.", "Wipe clean after use."],
        },
        new()
        {
            Type = "Balls", Name = "{style}", Category = "Sports > Balls", Price = (9, 45), Scene = Scene.Standing, Draw = LeisureDrawings.Ball, Turn = 24,
            Styles = ["football", "basketball", "volleyball", "tennis ball"], Materials = ["rubber", "vegan leather"], Patterns = ["plain"], Colours = ["White", "Orange", "Yellow", "Red", "Blue", "Green", "Navy Blue", "Turquoise", "Pink", "Mint", "Black", "Purple"], Audiences = ["Unisex", "Kids"],
            Pitch = ["A {style} in {material} that keeps its bounce.", "For the park, the beach and the back yard.", "Good grip in any weather."],
            Facts = ["Match size.", "Delivered inflated.", "Hand-stitched panels."],
        },
        new()
        {
            Type = "Weights", Name = "{style} Weights", Category = "Sports > Fitness", Price = (15, 79), Scene = Scene.Standing, Draw = LeisureDrawings.Dumbbells, Turn = 0,
            Styles = ["hexagonal", "round", "kettlebell"], Materials = ["rubber", "cast iron"], Patterns = ["plain"], Colours = Bright,
            Pitch = ["{style} weights in {material} for a workout at home.", "A handle that fits the hand and will not slip.", "They stay where you put them."],
            Facts = ["From 2 to 16 kg.", "Floor-friendly coating.", "Colour tells the weight."],
        },
        new()
        {
            Type = "Skateboards", Name = "{style}", Category = "Sports > Skateboards", Price = (59, 159), Scene = Scene.FlatLay, Draw = LeisureDrawings.Skateboard, Turn = 40,
            Styles = ["skateboard", "longboard"], Materials = ["maple", "bamboo"], Patterns = ["plain", "geometric", "chevron", "floral", "marbled", "wide stripes", "star print", "leaf print"], Colours = Bright, Audiences = ["Unisex", "Kids"],
            Pitch = ["A {style} with a seven-ply {material} deck and soft wheels.", "Stable enough for the first push, lively enough for the first trick.", "The {pattern} graphic is printed under the lacquer."],
            Facts = ["ABEC-7 bearings.", "Fully assembled.", "Holds 100 kg."],
        },
    ];
}
