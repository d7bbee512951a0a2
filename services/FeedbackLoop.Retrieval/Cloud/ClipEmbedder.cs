using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text.Json;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Retrieval.Embedding.Clip;
using FeedbackLoop.Retrieval.Images;
using Microsoft.ML.OnnxRuntime;

namespace FeedbackLoop.Retrieval.Cloud;

/// <summary>Any CLIP-like pair of models on ONNX Runtime: text_model.onnx and vision_model.onnx as Optimum exports them, with their tokenizer (see
/// <see cref="ClipTokenizer.Load"/>) and, if it is not that of ViT-B/32, their preprocessing as clip.json (see <see cref="ClipPreprocessing"/>). Safe for concurrent use.</summary>
public sealed class ClipEmbedder : IDisposable
{
    /// <summary>Texts or pictures of one run.</summary>
    public const int Batch = 32;

    private readonly InferenceSession _texts, _pictures;
    private readonly string _textOutput, _pictureOutput;
    private readonly ClipTokenizer _tokenizer;
    private readonly ClipPreprocessing _preprocessing;

    /// <param name="folder">Where the files are.</param>
    /// <exception cref="FileNotFoundException">One of them is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">They do not fit together.</exception>
    public ClipEmbedder(string folder)
    {
        string text = Existing(folder, "text_model.onnx"), vision = Existing(folder, "vision_model.onnx"), settings = Path.Combine(folder, "clip.json");
        _tokenizer = ClipTokenizer.Load(folder);
        _preprocessing = File.Exists(settings) ? JsonSerializer.Deserialize<ClipPreprocessing>(File.ReadAllBytes(settings), JsonSerializerOptions.Web)! : new();
        Version = VersionOf(text, vision);
        _texts = new InferenceSession(text);
        _pictures = new InferenceSession(vision);
        _textOutput = Output(_texts, "text_embeds", text);
        _pictureOutput = Output(_pictures, "image_embeds", vision);
        Dimensions = _texts.OutputMetadata[_textOutput].Dimensions[^1];
        if (_pictures.OutputMetadata[_pictureOutput].Dimensions[^1] != Dimensions)
        {
            throw new InvalidDataException("The text model and the picture model do not share a space: their vectors differ in length.");
        }
    }

    /// <summary>The models of a folder behind the seam of embedders; they stay open as long as the process.</summary>
    public static EmbedderPair Open(string folder)
    {
        var clip = new ClipEmbedder(folder);
        return new(clip.Version, clip.Dimensions,
            new BatchEmbeddingGenerator<string>(clip.Version, clip.Dimensions, clip.EmbedTexts), new BatchEmbeddingGenerator<RgbImage>(clip.Version, clip.Dimensions, clip.EmbedPictures));
    }

    /// <summary>Values in each vector.</summary>
    public int Dimensions { get; }

    /// <summary>Names the space: a hash of both models.</summary>
    public string Version { get; }

    /// <summary>Unit vectors of texts.</summary>
    public IEnumerable<float[]> EmbedTexts(IEnumerable<string> texts) => texts.Chunk(Batch).SelectMany(EmbedBatch);

    /// <summary>Unit vectors of pictures, in the same space.</summary>
    public IEnumerable<float[]> EmbedPictures(IEnumerable<RgbImage> pictures) => pictures.Chunk(Batch).SelectMany(EmbedBatch);

    public void Dispose()
    {
        _texts.Dispose();
        _pictures.Dispose();
    }

    private float[][] EmbedBatch(string[] texts)
    {
        const int Length = ClipTokenizer.ContextLength;
        long[] ids = new long[texts.Length * Length], mask = new long[ids.Length], shape = [texts.Length, Length];
        for (int i = 0; i < texts.Length; i++)
        {
            _tokenizer.Encode(texts[i], ids.AsSpan(i * Length, Length), mask.AsSpan(i * Length, Length));
        }
        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        var inputs = new Dictionary<string, OrtValue> { ["input_ids"] = idValue };
        if (_texts.InputMetadata.ContainsKey("attention_mask"))
        {
            inputs["attention_mask"] = maskValue;
        }
        return Run(_texts, inputs, _textOutput, texts.Length);
    }

    private float[][] EmbedBatch(RgbImage[] pictures)
    {
        int size = _preprocessing.Size, length = 3 * size * size;
        var pixels = new float[pictures.Length * length];
        Parallel.For(0, pictures.Length, i => ClipPictures.Prepare(pictures[i], _preprocessing, pixels.AsSpan(i * length, length)));
        using var value = OrtValue.CreateTensorValueFromMemory(pixels, [pictures.Length, 3, size, size]);
        return Run(_pictures, new Dictionary<string, OrtValue> { ["pixel_values"] = value }, _pictureOutput, pictures.Length);
    }

    private float[][] Run(InferenceSession session, Dictionary<string, OrtValue> inputs, string output, int count)
    {
        using var options = new RunOptions();
        using var outputs = session.Run(options, inputs, [output]);
        ReadOnlySpan<float> values = outputs.Single().GetTensorDataAsSpan<float>();
        var vectors = new float[count][];
        for (int i = 0; i < count; i++)
        {
            vectors[i] = values.Slice(i * Dimensions, Dimensions).ToArray();
            float norm = TensorPrimitives.Norm<float>(vectors[i]);
            if (norm > 0)
            {
                TensorPrimitives.Divide(vectors[i], norm, vectors[i]);
            }
        }
        return vectors;
    }

    private static string Output(InferenceSession session, string name, string file) => session.OutputMetadata.ContainsKey(name)
        ? name
        : throw new InvalidDataException($"{file} has no output {name}: export it with its projection.");

    private static string Existing(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: the README says how to get it.");
    }

    private static string VersionOf(params string[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            using var stream = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(stream));
        }
        return "clip-" + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }
}
