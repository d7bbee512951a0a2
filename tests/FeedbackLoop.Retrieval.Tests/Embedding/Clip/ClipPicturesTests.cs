using System.Security.Cryptography;
using FeedbackLoop.Retrieval.Embedding.Clip;
using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Retrieval.Tests.Embedding.Clip;

public sealed class ClipPicturesTests
{
    private static readonly ClipPreprocessing Plain = new() { Size = 8, Mean = [0, 0, 0], Deviation = [1, 1, 1] };

    [Theory]
    [InlineData(3, 3)]
    [InlineData(40, 17)]
    [InlineData(8, 300)]
    public void A_picture_of_one_colour_stays_so(int width, int height)
    {
        var target = new float[3 * 8 * 8];
        ClipPictures.Prepare(Draw(width, height, (_, _) => (10, 120, 255)), Plain, target);
        Assert.All(target[..64], value => Assert.Equal(10 / 255f, value, 1e-6f));
        Assert.All(target[64..128], value => Assert.Equal(120 / 255f, value, 1e-6f));
        Assert.All(target[128..], value => Assert.Equal(1f, value, 1e-6f));
    }

    [Fact]
    public void Mean_and_deviation_are_taken_per_channel()
    {
        var settings = new ClipPreprocessing { Size = 1 };
        var target = new float[3];
        ClipPictures.Prepare(Draw(1, 1, (_, _) => (255, 0, 51)), settings, target);
        Assert.Equal((1 - 0.48145466f) / 0.26862954f, target[0], 1e-5f);
        Assert.Equal(-0.4578275f / 0.26130258f, target[1], 1e-5f);
        Assert.Equal((0.2f - 0.40821073f) / 0.27577711f, target[2], 1e-5f);
    }

    [Fact]
    public void A_ramp_stays_a_ramp()
    {
        // Halved: each new pixel is the mean of two old ones, away from the borders where the kernel is cut.
        var half = BicubicResampler.Resample(Draw(64, 4, (x, _) => (4 * x, 0, 0)), 32, 4);
        for (int x = 2; x < 30; x++)
        {
            Assert.Equal((8 * x) + 2, half.Pixels[x * 3]);
        }
        // Made larger by three: a third of a step per pixel.
        var large = BicubicResampler.Resample(Draw(20, 1, (x, _) => (12 * x, 0, 0)), 60, 1);
        for (int x = 6; x < 54; x++)
        {
            Assert.Equal((4 * x) - 4, large.Pixels[x * 3]);
        }
    }

    [Fact]
    public void One_bright_pixel_spreads_as_the_formula_says()
    {
        // Twice as large: new pixel i lies at (i + 0.5) / 2 - 0.5 of the old ones; pixel 5 is the bright one of twelve.
        var spread = BicubicResampler.Resample(Draw(12, 1, (x, _) => (x == 5 ? 200 : 0, x == 5 ? 0 : 200, 0)), 24, 1);
        for (int i = 6; i < 18; i++)
        {
            double weight = Keys(((i + 0.5) / 2) - 0.5 - 5);
            Assert.Equal(Math.Clamp(Math.Round(200 * weight), 0, 255), spread.Pixels[i * 3], 1);
            Assert.Equal(Math.Clamp(Math.Round(200 * (1 - weight)), 0, 255), spread.Pixels[(i * 3) + 1], 1);
        }
        // Halved: the kernel is twice as wide and half as high.
        var shrunk = BicubicResampler.Resample(Draw(24, 1, (x, _) => (x == 11 ? 240 : 0, 0, 0)), 12, 1);
        for (int i = 3; i < 9; i++)
        {
            Assert.Equal(Math.Max(0, Math.Round(120 * Keys((11.5 - ((i + 0.5) * 2)) / 2))), shrunk.Pixels[i * 3], 1);
        }
    }

    [Theory]
    [InlineData(37, 23, 16, 9, "69719a1b70519cb4510ad889c072ff669a84fd39705d24fbfdc8b87e34ce26f6")]
    [InlineData(9, 7, 20, 31, "4ae13cc95e96b646176f1af79761b204d01b39ceaa308b5fedf556b3a89c5223")]
    public void Every_byte_is_what_Pillow_makes(int width, int height, int toWidth, int toHeight, string sha256)
    {
        // Image.frombytes("RGB", ...).resize(..., Image.BICUBIC) of Pillow 9.4.
        byte[] pixels = [.. Enumerable.Range(0, width * height * 3).Select(x => (byte)((((x * 7919L) + 13) * (x + 31)) >> 3))];
        var resized = BicubicResampler.Resample(new RgbImage(width, height, pixels), toWidth, toHeight);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(resized.Pixels)));
    }

    [Fact]
    public void The_middle_of_the_longer_side_is_taken()
    {
        // 16 x 8 keeps its size: columns 4 to 11.
        var target = new float[3 * 64];
        ClipPictures.Prepare(Draw(16, 8, (x, y) => (x, y, 0)), Plain, target);
        for (int i = 0; i < 64; i++)
        {
            Assert.Equal(((i % 8) + 4) / 255f, target[i], 1e-6f);
            Assert.Equal(i / 8 / 255f, target[64 + i], 1e-6f);
        }
        // An odd rest is rounded to even: (13 - 8) / 2 = 2.5 is column 2.
        Assert.Equal(2, ClipPictures.CentreSquare(Draw(13, 8, (x, _) => (x, 0, 0)), 8).Pixels[0]);
        Assert.Equal(4, ClipPictures.CentreSquare(Draw(8, 15, (_, y) => (y, 0, 0)), 8).Pixels[0]); // 3.5
        Assert.Throws<ArgumentException>(() => ClipPictures.Prepare(Draw(2, 2, (_, _) => (0, 0, 0)), Plain, new float[10]));
    }

    [Fact]
    public void The_kernel_is_one_in_the_middle_and_sums_to_one_everywhere()
    {
        Assert.Equal(1, BicubicResampler.Kernel(0));
        Assert.Equal(0.5625, BicubicResampler.Kernel(0.5)); // 9/16
        Assert.Equal(-0.0625, BicubicResampler.Kernel(-1.5)); // -1/16
        for (double offset = 0; offset < 1; offset += 0.05)
        {
            Assert.Equal(1, BicubicResampler.Kernel(offset - 2) + BicubicResampler.Kernel(offset - 1) + BicubicResampler.Kernel(offset) + BicubicResampler.Kernel(offset + 1), 1e-12);
        }
    }

    /// <summary>Keys' kernel from the paper's own polynomials for a = -1/2, written independently of the implementation.</summary>
    private static double Keys(double s)
    {
        s = Math.Abs(s);
        return s < 1 ? (1.5 * s * s * s) - (2.5 * s * s) + 1 : s < 2 ? (-0.5 * s * s * s) + (2.5 * s * s) - (4 * s) + 2 : 0;
    }

    private static RgbImage Draw(int width, int height, Func<int, int, (int R, int G, int B)> paint)
    {
        var pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = paint(i % width, i / width) is var (r, g, b) ? ((byte)r, (byte)g, (byte)b) : default;
        }
        return new RgbImage(width, height, pixels);
    }
}
