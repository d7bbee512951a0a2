namespace FeedbackLoop.Retrieval.Embedding.Text;

internal enum TextFeatureKind : byte
{
    Word,
    Pair,
    Gram,
}
