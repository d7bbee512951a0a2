using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Retrieval.Tests.Images;

public sealed class GdImageDecoderTests
{
    private readonly GdImageDecoder _decoder = new();

    [Fact]
    public void A_jpeg_comes_back_nearly_as_it_was()
    {
        var image = Gradient(60, 40);
        var decoded = _decoder.Decode(_decoder.EncodeJpeg(image, 95), ImageLimits.Default).Image!;
        Assert.Equal((60, 40), (decoded.Width, decoded.Height));
        double error = image.Pixels.Zip(decoded.Pixels, (a, b) => Math.Abs(a - b)).Average();
        Assert.True(error < 3, $"mean error {error}");
    }

    [Fact]
    public void The_longer_side_is_made_as_short_as_asked()
    {
        var decoded = _decoder.Decode(_decoder.EncodeJpeg(Gradient(300, 200)), ImageLimits.Default, maxSide: 30).Image!;
        Assert.Equal((30, 20), (decoded.Width, decoded.Height));
    }

    [Fact]
    public void Every_truncation_of_a_file_is_refused_with_a_reason()
    {
        byte[] file = _decoder.EncodeJpeg(Gradient(64, 64), 80);
        for (int length = 0; length < file.Length - 2; length += 7)
        {
            var result = _decoder.Decode(file.AsSpan(0, length), ImageLimits.Default);
            Assert.False(result.Succeeded);
            Assert.NotEqual(ImageFailure.None, result.Failure);
            Assert.NotEmpty(result.Message);
        }
    }

    [Fact]
    public void Random_damage_never_throws()
    {
        byte[] good = _decoder.EncodeJpeg(Gradient(64, 64), 80);
        var random = new Random(9);
        for (int round = 0; round < 500; round++)
        {
            var file = (byte[])good.Clone();
            for (int i = 0; i < 1 + round % 8; i++)
            {
                file[random.Next(file.Length)] = (byte)random.Next(256);
            }
            var result = _decoder.Decode(file, ImageLimits.Default);
            Assert.Equal(result.Succeeded, result.Failure == ImageFailure.None);
        }
    }

    [Fact]
    public void A_picture_of_too_many_pixels_is_refused_by_its_header_alone()
    {
        // A PNG header that promises 30,000 x 30,000 pixels, with nothing behind it.
        byte[] bomb = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 2, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(ImageFailure.TooManyPixels, _decoder.Decode(bomb, ImageLimits.Default).Failure);
    }

    [Fact]
    public void Limits_on_bytes_come_first() =>
        Assert.Equal(ImageFailure.TooManyBytes, _decoder.Decode(new byte[100], new ImageLimits { MaxBytes = 99 }).Failure);

    [Fact]
    public void Another_kind_of_file_is_named_as_such() =>
        Assert.Equal(ImageFailure.UnknownFormat, _decoder.Decode("GIF89a and so on"u8, ImageLimits.Default).Failure);

    [Theory]
    [MemberData(nameof(SmallFiles))]
    public void Png_and_webp_are_read(string base64, int width, int height, byte red)
    {
        var decoded = _decoder.Decode(Convert.FromBase64String(base64), ImageLimits.Default);
        Assert.True(decoded.Succeeded, decoded.Message);
        Assert.Equal((width, height), (decoded.Image.Width, decoded.Image.Height));
        Assert.InRange(decoded.Image.Pixels[0], red - 4, red + 4);
    }

    public static TheoryData<string, int, int, byte> SmallFiles => new()
    {
        // made with: convert -size 3x2 xc:'rgb(200,20,20)' png:- | base64, and likewise for the others
        { "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQMAAACnuvRZAAAABGdBTUEAALGPC/xhBQAAACBjSFJNAAB6JgAAgIQAAPoAAACA6AAAdTAAAOpgAAA6mAAAF3CculE8AAAABlBMVEXIFBT///8SefKOAAAAAWJLR0QB/wIt3gAAAAd0SU1FB+oLFQIaA0G8e/cAAAAMSURBVAjXY2BgYAAAAAQAASc0JwoAAAAldEVYdGRhdGU6Y3JlYXRlADIwMjYtMTEtMjFUMDI6MjY6MDMrMDA6MDCyeuBqAAAAJXRFWHRkYXRlOm1vZGlmeQAyMDI2LTExLTIxVDAyOjI2OjAzKzAwOjAwwydY1gAAAABJRU5ErkJggg==", 3, 2, 200 },
        { "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAMAAACqqpYoAAAABGdBTUEAALGPC/xhBQAAACBjSFJNAAB6JgAAgIQAAPoAAACA6AAAdTAAAOpgAAA6mAAAF3CculE8AAAAA1BMVEXIFBQMsvkKAAAAB3RJTUUH6gsVAhoE39juVAAAAAtJREFUCNdjYIAAAAAIAAEvIN0xAAAAJXRFWHRkYXRlOmNyZWF0ZQAyMDI2LTExLTIxVDAyOjI2OjA0KzAwOjAwd93e5AAAACV0RVh0ZGF0ZTptb2RpZnkAMjAyNi0xMS0yMVQwMjoyNjowNCswMDowMAaAZlgAAAAASUVORK5CYII=", 3, 2, 200 },
        { "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAABGdBTUEAALGPC/xhBQAAACBjSFJNAAB6JgAAgIQAAPoAAACA6AAAdTAAAOpgAAA6mAAAF3CculE8AAAABmJLR0QA/wD/AP+gvaeTAAAAC0lEQVQI12NgwAUAABoAASRETuUAAAAldEVYdGRhdGU6Y3JlYXRlADIwMjYtMTEtMjFUMDI6MjY6MDQrMDA6MDB33d7kAAAAJXRFWHRkYXRlOm1vZGlmeQAyMDI2LTExLTIxVDAyOjI2OjA0KzAwOjAwBoBmWAAAAABJRU5ErkJggg==", 3, 2, 255 },
        { "UklGRh4AAABXRUJQVlA4TBEAAAAvBMAAAAdQiiKXov+BiOh/AAA=", 5, 4, 200 },
        { "UklGRj4AAABXRUJQVlA4IDIAAADQAQCdASoQAAgAAMASJaACdLoB+AADsAD++q4P/1lfycfk4/uS//vPR956PvPR/3lgAA==", 16, 8, 200 },
    };

    private static RgbImage Gradient(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            pixels[i * 3] = (byte)(255 * (i % width) / width);
            pixels[i * 3 + 1] = (byte)(255 * (i / width) / height);
            pixels[i * 3 + 2] = 128;
        }
        return new RgbImage(width, height, pixels);
    }
}
