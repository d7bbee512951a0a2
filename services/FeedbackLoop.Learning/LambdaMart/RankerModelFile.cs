using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>The binary form of a model: "FBLRANK" and a format version byte, the length of the body, the body, and the SHA-256 of all that. Little-endian.</summary>
internal static class RankerModelFile
{
    public const byte Version = 1;
    private const long MaxBody = 1L << 30;
    private static readonly byte[] Magic = "FBLRANK"u8.ToArray();

    public static void Write(RankerModel model, Stream stream)
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(model.FeatureNames.Count);
            foreach (string name in model.FeatureNames)
            {
                writer.Write(name);
            }
            writer.Write(model.Trees.Length);
            foreach (Tree tree in model.Trees)
            {
                WriteTree(writer, tree);
            }
        }
        byte[] file = new byte[Magic.Length + 1 + sizeof(long) + body.Length];
        Magic.CopyTo(file, 0);
        file[Magic.Length] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(Magic.Length + 1), body.Length);
        body.GetBuffer().AsSpan(0, (int)body.Length).CopyTo(file.AsSpan(Magic.Length + 1 + sizeof(long)));
        stream.Write(file);
        stream.Write(SHA256.HashData(file));
    }

    public static RankerModel Read(Stream stream)
    {
        int headerLength = Magic.Length + 1 + sizeof(long);
        byte[] header = new byte[headerLength];
        int read = stream.ReadAtLeast(header, headerLength, throwOnEndOfStream: false);
        if (read < Magic.Length || !header.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException("This is not a FeedbackLoop ranker model.");
        }
        if (read < headerLength)
        {
            throw new InvalidDataException("The ranker model is cut short.");
        }
        if (header[Magic.Length] != Version)
        {
            throw new InvalidDataException($"The ranker model has format version {header[Magic.Length]}; this program reads version {Version}.");
        }
        long length = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(Magic.Length + 1));
        if (length is < 0 or > MaxBody)
        {
            throw new InvalidDataException("The ranker model is damaged: its length makes no sense.");
        }
        byte[] file = new byte[headerLength + length + SHA256.HashSizeInBytes];
        header.CopyTo(file, 0);
        if (stream.ReadAtLeast(file.AsSpan(headerLength), file.Length - headerLength, throwOnEndOfStream: false) < file.Length - headerLength)
        {
            throw new InvalidDataException("The ranker model is cut short.");
        }
        ReadOnlySpan<byte> hashed = file.AsSpan(0, file.Length - SHA256.HashSizeInBytes);
        if (!SHA256.HashData(hashed).AsSpan().SequenceEqual(file.AsSpan(hashed.Length)))
        {
            throw new InvalidDataException("The ranker model is damaged: its checksum does not match.");
        }
        using var reader = new BinaryReader(new MemoryStream(file, headerLength, (int)length), Encoding.UTF8);
        try
        {
            string[] names = new string[Bounded(reader.ReadInt32(), 1_000_000)];
            for (int f = 0; f < names.Length; f++)
            {
                names[f] = reader.ReadString();
            }
            var trees = new Tree[Bounded(reader.ReadInt32(), 1_000_000)];
            for (int t = 0; t < trees.Length; t++)
            {
                trees[t] = ReadTree(reader, names.Length);
            }
            return new RankerModel(names, trees);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("The ranker model is damaged: its body ends early.");
        }
    }

    private static void WriteTree(BinaryWriter writer, Tree tree)
    {
        writer.Write(tree.LeafCount);
        for (int node = 0; node < tree.LeafCount - 1; node++)
        {
            writer.Write(tree.Feature[node]);
            writer.Write(tree.Threshold[node]);
            writer.Write(tree.MissingLeft[node]);
            writer.Write(tree.Left[node]);
            writer.Write(tree.Right[node]);
            writer.Write(tree.Gain[node]);
            writer.Write(tree.Cover[node]);
            int[]? categories = tree.LeftCategories[node];
            writer.Write(categories?.Length ?? -1);
            foreach (int category in categories ?? [])
            {
                writer.Write(category);
            }
        }
        for (int leaf = 0; leaf < tree.LeafCount; leaf++)
        {
            writer.Write(tree.LeafValue[leaf]);
            writer.Write(tree.LeafCover[leaf]);
        }
    }

    private static Tree ReadTree(BinaryReader reader, int features)
    {
        int leaves = Bounded(reader.ReadInt32(), Tree.MaxLeaves);
        if (leaves < 1)
        {
            throw new InvalidDataException("The ranker model is damaged: a tree has no leaves.");
        }
        var tree = new Tree(leaves) { LeafCount = leaves };
        for (int node = 0; node < leaves - 1; node++)
        {
            tree.Feature[node] = reader.ReadInt32();
            tree.Threshold[node] = reader.ReadSingle();
            tree.MissingLeft[node] = reader.ReadBoolean();
            tree.Left[node] = reader.ReadInt32();
            tree.Right[node] = reader.ReadInt32();
            tree.Gain[node] = reader.ReadSingle();
            tree.Cover[node] = reader.ReadSingle();
            int categories = reader.ReadInt32();
            if (categories >= 0)
            {
                int[] list = new int[Bounded(categories, 256)];
                for (int i = 0; i < list.Length; i++)
                {
                    list[i] = reader.ReadInt32();
                }
                tree.LeftCategories[node] = list;
            }
        }
        for (int leaf = 0; leaf < leaves; leaf++)
        {
            tree.LeafValue[leaf] = reader.ReadSingle();
            tree.LeafCover[leaf] = reader.ReadSingle();
        }
        tree.Check(features);
        return tree;
    }

    private static int Bounded(int value, int most) =>
        value >= 0 && value <= most ? value : throw new InvalidDataException("The ranker model is damaged: a count makes no sense.");
}
