using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>
/// The file of an embedder: the letters FLEM, the format's version, the version of the picture features it was trained on,
/// the payload's length, its SHA-256, the payload. Little-endian.
/// </summary>
internal static class EmbedderFile
{
    private const int FormatVersion = 2;
    private const long MaxPayload = 1L << 30;

    public static string VersionOf(Action<BinaryWriter> payload)
    {
        using var hash = SHA256.Create();
        using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        using (var writer = new BinaryWriter(sink))
        {
            payload(writer);
        }
        return Convert.ToHexStringLower(hash.Hash!.AsSpan(0, 6));
    }

    public static void Write(Stream stream, Action<BinaryWriter> payload)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        using (var inner = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            payload(inner);
        }
        var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write("FLEM"u8);
        writer.Write(FormatVersion);
        writer.Write(PictureFeatures.FeatureVersion);
        writer.Write(memory.Length);
        writer.Write(SHA256.HashData(bytes));
        writer.Write(bytes);
    }

    public static T Read<T>(Stream stream, Func<BinaryReader, T> payload)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            if (!reader.ReadBytes(4).AsSpan().SequenceEqual("FLEM"u8))
            {
                throw new InvalidDataException("This is not an embedder's file.");
            }
            int format = reader.ReadInt32();
            if (format != FormatVersion)
            {
                throw new InvalidDataException($"The embedder's file has format {format}; this program reads format {FormatVersion}: train the embedder again.");
            }
            int features = reader.ReadInt32();
            if (features != PictureFeatures.FeatureVersion)
            {
                throw new InvalidDataException($"The embedder was trained on picture features of version {features}; this program computes version {PictureFeatures.FeatureVersion}: train the embedder again.");
            }
            long length = reader.ReadInt64();
            if (length is < 0 or > MaxPayload)
            {
                throw new InvalidDataException("The embedder's file is damaged: its length makes no sense.");
            }
            var checksum = reader.ReadBytes(32);
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(checksum))
            {
                throw new InvalidDataException("The embedder's file is damaged: its checksum does not match.");
            }
            using var inner = new BinaryReader(new MemoryStream(bytes));
            return payload(inner);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("The embedder's file is cut off.");
        }
    }

    public static void WriteVector(BinaryWriter writer, float[] vector)
    {
        writer.Write(vector.Length);
        writer.Write(MemoryMarshal.AsBytes(vector.AsSpan()));
    }

    public static float[] ReadVector(BinaryReader reader)
    {
        var vector = new float[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
        return vector;
    }

    public static void WriteMatrix(BinaryWriter writer, Matrix matrix)
    {
        writer.Write(matrix.Rows);
        writer.Write(matrix.Columns);
        writer.Write(MemoryMarshal.AsBytes(matrix.Data.AsSpan()));
    }

    public static Matrix ReadMatrix(BinaryReader reader)
    {
        var matrix = new Matrix(reader.ReadInt32(), reader.ReadInt32());
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(matrix.Data.AsSpan()));
        return matrix;
    }
}
