namespace FeedbackLoop.Data.Catalog;

/// <summary>What of an item a vector describes (item_embedding.kind).</summary>
public enum ItemVectorKind : short
{
    /// <summary>Text and picture together.</summary>
    Item = 0,
    Picture = 1,
    Text = 2,
}
