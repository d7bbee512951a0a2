using System.Numerics;
using System.Runtime.InteropServices;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>Writes JPEG and PNG through libgd.</summary>
internal static unsafe partial class PictureFile
{
    public static byte[] Jpeg(Vector3[] colours, int size, int outSize, int quality) => Encode(colours, size, outSize, image => (gdImageJpegPtr(image, out var length, quality), length));

    public static byte[] Png(Vector3[] colours, int size, int outSize) => Encode(colours, size, outSize, image => (gdImagePngPtr(image, out var length), length));

    private static byte[] Encode(Vector3[] colours, int size, int outSize, Func<nint, (nint Data, int Length)> encode)
    {
        var image = gdImageCreateTrueColor(outSize, outSize);
        for (var y = 0; y < outSize; y++)
        {
            for (var x = 0; x < outSize; x++)
            {
                var colour = Average(colours, size, outSize, x, y) * 255;
                gdImageSetPixel(image, x, y, ((int)(colour.X + 0.5f) << 16) | ((int)(colour.Y + 0.5f) << 8) | (int)(colour.Z + 0.5f));
            }
        }
        var (data, length) = encode(image);
        try
        {
            return data != 0 ? new ReadOnlySpan<byte>((void*)data, length).ToArray() : throw new InvalidOperationException("libgd could not encode the picture.");
        }
        finally
        {
            gdFree(data);
            gdImageDestroy(image);
        }
    }

    // The picture is drawn larger than it is kept.
    private static Vector3 Average(Vector3[] colours, int size, int outSize, int x, int y)
    {
        var (left, top) = (x * size / outSize, y * size / outSize);
        var (right, bottom) = (Math.Max(left + 1, (x + 1) * size / outSize), Math.Max(top + 1, (y + 1) * size / outSize));
        var sum = Vector3.Zero;
        for (var py = top; py < bottom; py++)
        {
            for (var px = left; px < right; px++)
            {
                sum += colours[(py * size) + px];
            }
        }
        return Vector3.Clamp(sum / ((right - left) * (bottom - top)), Vector3.Zero, Vector3.One);
    }

    [LibraryImport("libgd.so.3")]
    private static partial nint gdImageCreateTrueColor(int width, int height);

    [LibraryImport("libgd.so.3")]
    private static partial void gdImageSetPixel(nint image, int x, int y, int colour);

    [LibraryImport("libgd.so.3")]
    private static partial nint gdImageJpegPtr(nint image, out int size, int quality);

    [LibraryImport("libgd.so.3")]
    private static partial nint gdImagePngPtr(nint image, out int size);

    [LibraryImport("libgd.so.3")]
    private static partial void gdFree(nint data);

    [LibraryImport("libgd.so.3")]
    private static partial void gdImageDestroy(nint image);
}
