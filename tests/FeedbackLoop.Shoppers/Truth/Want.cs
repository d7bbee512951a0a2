namespace FeedbackLoop.Shoppers.Truth;

/// <summary>What a person has in mind when searching.</summary>
/// <param name="Colour">Null: any.</param>
/// <param name="Like">The item whose picture is searched with; null for a search by words.</param>
public sealed record Want(string Type, string? Colour, KnownItem? Like)
{
    public string Words => Colour is null ? Type : $"{Colour} {Type}";
}
