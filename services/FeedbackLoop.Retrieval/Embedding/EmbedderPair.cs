using FeedbackLoop.Retrieval.Images;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>An embedder that was trained elsewhere, behind the seam that every embedder has: texts and pictures in one space, or texts alone.</summary>
/// <param name="Version">Names the space; vectors of different versions must never be compared.</param>
/// <param name="Dimensions">Values in each vector.</param>
/// <param name="Pictures">Null: it knows words alone.</param>
public sealed record EmbedderPair(
    string Version, int Dimensions, IEmbeddingGenerator<string, Embedding<float>> Texts, IEmbeddingGenerator<RgbImage, Embedding<float>>? Pictures);
