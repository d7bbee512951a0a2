using System.Runtime.InteropServices;

namespace FeedbackLoop.Retrieval.Images;

/// <summary>Decodes with the system's libgd. Safe for concurrent use.</summary>
public sealed unsafe class GdImageDecoder : IImageDecoder
{
    // Where gdImageStruct (gd.h, unchanged through 2.x) keeps its size and its rows of pixels on 64-bit machines.
    private const int OffsetOfWidth = 8, OffsetOfHeight = 12, OffsetOfRows = 7256;
    private readonly bool _knownLayout;

    /// <exception cref="PlatformNotSupportedException">libgd is not installed; the message says how to get it.</exception>
    public GdImageDecoder()
    {
        if (!LibGd.IsInstalled)
        {
            throw new PlatformNotSupportedException("Pictures need the library libgd: install it with 'apt install libgd3' (Debian, Ubuntu), 'dnf install gd' (Fedora) or 'brew install gd' (macOS), or put libgd.dll beside the program (Windows).");
        }
        _knownLayout = ProbeLayout();
    }

    public ImageDecodeResult Decode(ReadOnlySpan<byte> file, ImageLimits limits, int? maxSide = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (maxSide is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(maxSide), maxSide, "a picture's side has at least one pixel");
        }
        if (ImageHeader.Check(file, limits, out var header) is { } refused)
        {
            return refused;
        }
        // libgd fills up a JPEG whose end is missing with grey; only the end-of-image marker tells.
        bool complete = header.Format != ImageFormat.Jpeg || file[^Math.Min(file.Length, file.Length / 2 + 64)..].LastIndexOf<byte>([0xFF, 0xD9]) >= 0;
        nint handle = complete ? Load(file, header.Format) : 0;
        if (handle == 0)
        {
            return ImageDecodeResult.Failed(ImageFailure.DamagedData, $"The {header.Format.ToString().ToUpperInvariant()} data is damaged or cut off.");
        }
        try
        {
            if (_knownLayout && (*(int*)(handle + OffsetOfWidth) != header.Width || *(int*)(handle + OffsetOfHeight) != header.Height))
            {
                return ImageDecodeResult.Failed(ImageFailure.DamagedHeader, "The picture's header and data disagree on its size.");
            }
            if (LibGd.PaletteToTrueColor(handle) == 0)
            {
                return ImageDecodeResult.Failed(ImageFailure.DamagedData, "The picture's palette is damaged.");
            }
            var image = Read(handle, header);
            image = maxSide is { } side ? image.ShrinkTo(side) : image;
            return new ImageDecodeResult { Image = ExifOrientation.Upright(image, header.Orientation) };
        }
        finally
        {
            LibGd.Destroy(handle);
        }
    }

    public byte[] EncodeJpeg(RgbImage image, int quality = 85)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        nint handle = LibGd.CreateTrueColor(image.Width, image.Height);
        if (handle == 0)
        {
            throw new InsufficientMemoryException($"libgd has no memory for {image.Width} x {image.Height} pixels.");
        }
        try
        {
            var pixels = image.Pixels;
            for (int y = 0, at = 0; y < image.Height; y++)
            {
                for (int x = 0; x < image.Width; x++, at += 3)
                {
                    LibGd.SetPixel(handle, x, y, (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
                }
            }
            nint memory = LibGd.ToJpeg(handle, out int size, quality);
            if (memory == 0)
            {
                throw new InvalidOperationException("libgd could not write the JPEG file.");
            }
            var file = new byte[size];
            Marshal.Copy(memory, file, 0, size);
            LibGd.Free(memory);
            return file;
        }
        finally
        {
            LibGd.Destroy(handle);
        }
    }

    private static nint Load(ReadOnlySpan<byte> file, ImageFormat format)
    {
        fixed (byte* data = file)
        {
            return format switch
            {
                ImageFormat.Jpeg => LibGd.FromJpeg(file.Length, data, ignoreWarnings: 0),
                ImageFormat.Png => LibGd.FromPng(file.Length, data),
                _ => LibGd.FromWebP(file.Length, data),
            };
        }
    }

    private RgbImage Read(nint handle, ImageHeader header)
    {
        var pixels = new byte[header.Width * header.Height * 3];
        int** rows = _knownLayout ? *(int***)(handle + OffsetOfRows) : null;
        int at = 0;
        for (int y = 0; y < header.Height; y++)
        {
            for (int x = 0; x < header.Width; x++, at += 3)
            {
                int pixel = rows is null ? LibGd.GetPixel(handle, x, y) : rows[y][x];
                int transparency = (pixel >> 24) & 0x7F; // 0 opaque to 127 clear
                if (transparency == 0)
                {
                    pixels[at] = (byte)(pixel >> 16);
                    pixels[at + 1] = (byte)(pixel >> 8);
                    pixels[at + 2] = (byte)pixel;
                }
                else
                {
                    pixels[at] = OnWhite((pixel >> 16) & 0xFF, transparency);
                    pixels[at + 1] = OnWhite((pixel >> 8) & 0xFF, transparency);
                    pixels[at + 2] = OnWhite(pixel & 0xFF, transparency);
                }
            }
        }
        return new RgbImage(header.Width, header.Height, pixels);
    }

    private static byte OnWhite(int value, int transparency) => (byte)((value * (127 - transparency) + 255 * transparency) / 127);

    /// <summary>Rows are read directly only if a picture made by libgd itself looks in memory as gd.h says; else pixel by pixel.</summary>
    private static bool ProbeLayout()
    {
        if (sizeof(nint) != 8)
        {
            return false;
        }
        nint probe = LibGd.CreateTrueColor(5, 3);
        if (probe == 0)
        {
            return false;
        }
        LibGd.SetPixel(probe, 4, 2, 0x123456);
        bool known = *(int*)(probe + OffsetOfWidth) == 5 && *(int*)(probe + OffsetOfHeight) == 3
            && *(int*)(probe + OffsetOfRows - 8) == 1 && (*(int***)(probe + OffsetOfRows))[2][4] == 0x123456;
        LibGd.Destroy(probe);
        return known;
    }
}
