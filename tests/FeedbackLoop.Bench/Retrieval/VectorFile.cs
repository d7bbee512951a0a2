using System.Runtime.InteropServices;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>Vectors in the fvecs and ivecs formats (corpus-texmex.irisa.fr): each row an int32 length, then its values.</summary>
internal static class VectorFile
{
    public static (T[] Values, int Dimensions) Read<T>(string path)
        where T : unmanaged
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        Span<int> length = stackalloc int[1];
        stream.ReadExactly(MemoryMarshal.AsBytes(length));
        int dimensions = length[0];
        long rows = stream.Length / (4L * (dimensions + 1));
        var values = new T[rows * dimensions];
        stream.Position = 0;
        for (long row = 0; row < rows; row++)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(length));
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan((int)(row * dimensions), dimensions)));
        }
        return (values, dimensions);
    }

    public static void Write(string path, float[] values, int dimensions)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        for (int row = 0; row < values.Length / dimensions; row++)
        {
            stream.Write(BitConverter.GetBytes(dimensions));
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan(row * dimensions, dimensions)));
        }
    }
}
