using System.Buffers.Binary;

namespace FeedbackLoop.Retrieval.Images;

/// <summary>
/// What a picture file says about itself in its first bytes: format, size and which way is up.
/// Sources: ITU T.81 (JPEG markers), PNG specification 11.2.2 (IHDR), RFC 9649 (WebP), Exif 2.32 (tag 0x0112, orientation).
/// </summary>
public readonly record struct ImageHeader(ImageFormat Format, int Width, int Height, int Orientation)
{
    public long Pixels => (long)Width * Height;

    /// <summary>Reads the header without decoding; never throws for bad files.</summary>
    public static ImageFailure Read(ReadOnlySpan<byte> file, out ImageHeader header)
    {
        header = default;
        if (file.IsEmpty)
        {
            return ImageFailure.Empty;
        }
        ImageHeader? read;
        if (file.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
        {
            read = ReadJpeg(file);
        }
        else if (file.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            read = ReadPng(file);
        }
        else if (file.Length >= 12 && file.StartsWith("RIFF"u8) && file.Slice(8, 4).SequenceEqual("WEBP"u8))
        {
            read = ReadWebP(file);
        }
        else
        {
            return ImageFailure.UnknownFormat;
        }
        if (read is not { Width: > 0, Height: > 0 } good)
        {
            return ImageFailure.DamagedHeader;
        }
        header = good;
        return ImageFailure.None;
    }

    /// <summary>Why a file must not be decoded; null when it may be.</summary>
    public static ImageDecodeResult? Check(ReadOnlySpan<byte> file, ImageLimits limits, out ImageHeader header)
    {
        header = default;
        if (file.Length > limits.MaxBytes)
        {
            return ImageDecodeResult.Failed(ImageFailure.TooManyBytes, $"The picture has {file.Length:N0} bytes; at most {limits.MaxBytes:N0} are taken.");
        }
        var failure = Read(file, out header);
        if (failure != ImageFailure.None)
        {
            return ImageDecodeResult.Failed(failure, failure switch
            {
                ImageFailure.Empty => "The picture is empty.",
                ImageFailure.UnknownFormat => "The file is neither JPEG nor PNG nor WebP.",
                _ => "The picture's header is damaged.",
            });
        }
        return header.Pixels > limits.MaxPixels
            ? ImageDecodeResult.Failed(ImageFailure.TooManyPixels, $"The picture has {header.Width} x {header.Height} pixels; at most {limits.MaxPixels:N0} in all are taken.")
            : null;
    }

    private static ImageHeader? ReadJpeg(ReadOnlySpan<byte> file)
    {
        int orientation = 1;
        int at = 2;
        while (at + 4 <= file.Length)
        {
            if (file[at] != 0xFF)
            {
                return null;
            }
            byte marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++; // fill byte
                continue;
            }
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += 2; // markers without a segment
                continue;
            }
            if (marker is 0xD9 or 0xDA)
            {
                return null; // the picture's data begins or the file ends, and no frame was declared
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length)
            {
                return null;
            }
            var segment = file.Slice(at + 4, length - 2);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return segment.Length < 6
                    ? null
                    : new ImageHeader(ImageFormat.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), orientation);
            }
            if (marker == 0xE1 && segment.StartsWith("Exif\0\0"u8))
            {
                orientation = ReadOrientation(segment[6..]);
            }
            at += 2 + length;
        }
        return null;
    }

    private static int ReadOrientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
        {
            return 1;
        }
        bool little = tiff[0] == (byte)'I';
        uint directory = Read32(tiff, 4, little);
        if (directory > tiff.Length - 2)
        {
            return 1;
        }
        int entries = Read16(tiff, (int)directory, little);
        for (int i = 0; i < entries; i++)
        {
            int entry = (int)directory + 2 + i * 12;
            if (entry + 12 > tiff.Length)
            {
                break;
            }
            if (Read16(tiff, entry, little) == 0x0112)
            {
                int value = Read16(tiff, entry + 8, little);
                return value is >= 1 and <= 8 ? value : 1;
            }
        }
        return 1;
    }

    private static int Read16(ReadOnlySpan<byte> data, int at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data[at..]) : BinaryPrimitives.ReadUInt16BigEndian(data[at..]);

    private static uint Read32(ReadOnlySpan<byte> data, int at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(data[at..]) : BinaryPrimitives.ReadUInt32BigEndian(data[at..]);

    private static ImageHeader? ReadPng(ReadOnlySpan<byte> file)
    {
        if (file.Length < 33 || !file.Slice(12, 4).SequenceEqual("IHDR"u8))
        {
            return null;
        }
        uint width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        return width > int.MaxValue || height > int.MaxValue ? null : new ImageHeader(ImageFormat.Png, (int)width, (int)height, 1);
    }

    private static ImageHeader? ReadWebP(ReadOnlySpan<byte> file)
    {
        if (file.Length < 30)
        {
            return null;
        }
        var kind = file.Slice(12, 4);
        var data = file[20..];
        if (kind.SequenceEqual("VP8 "u8))
        {
            return data.Slice(3, 3).SequenceEqual<byte>([0x9D, 0x01, 0x2A])
                ? new ImageHeader(ImageFormat.WebP, Read16(data, 6, true) & 0x3FFF, Read16(data, 8, true) & 0x3FFF, 1)
                : null;
        }
        if (kind.SequenceEqual("VP8L"u8))
        {
            uint bits = Read32(data, 1, true);
            return data[0] == 0x2F ? new ImageHeader(ImageFormat.WebP, (int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1, 1) : null;
        }
        if (kind.SequenceEqual("VP8X"u8))
        {
            int width = 1 + (data[4] | (data[5] << 8) | (data[6] << 16));
            int height = 1 + (data[7] | (data[8] << 8) | (data[9] << 16));
            return new ImageHeader(ImageFormat.WebP, width, height, 1);
        }
        return null;
    }
}
