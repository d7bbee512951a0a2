using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.SearchApi.Serving;
using FeedbackLoop.SearchApi.Speech;

namespace FeedbackLoop.SearchApi.Tests;

public class VoiceSearchTests(SharedShop shop)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spoken_queries_are_understood_better_by_who_expects_the_catalogues_words()
    {
        Assert.SkipUnless(OnPath("espeak-ng") && OnPath("pocketsphinx_continuous"), "espeak-ng or PocketSphinx is not installed");
        await using var unprepared = new TestShop();
        await unprepared.PrepareAsync();
        unprepared.With("Speech:Command", "pocketsphinx_continuous -infile {wav} -logfn /dev/null");
        await unprepared.StartAsync();

        // A synthetic voice is hard for a recogniser that learned from people: not every word gets through.
        string[] phrases = ["navy blue shirt", "red shoes", "green handbag", "black watch", "yellow belt", "pink hat"];
        var (expected, unexpected, words) = (0, 0, 0);
        foreach (var phrase in phrases)
        {
            // espeak-ng writes 22,050 Hz; the recogniser wants 16,000.
            var wav = await SpeakAsync(phrase);
            words += phrase.Split(' ').Length;
            expected += Understood(phrase, await AskAsync(shop, wav));
            unexpected += Understood(phrase, await AskAsync(unprepared, wav));
        }

        Assert.True(expected > words / 2, $"{expected} of {words} words were understood");
        Assert.True(expected >= 2 * unexpected, $"{expected} of {words} words were understood, {unexpected} without the catalogue");
    }

    [Fact]
    public async Task Silence_is_told_to_be_empty()
    {
        Assert.SkipUnless(OnPath("pocketsphinx_continuous"), "PocketSphinx is not installed");
        var (status, _) = await AskAsync(shop, WavAudio.Write(new float[8000], TimeSpan.Zero));

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Without_a_recogniser_the_answer_says_how_to_get_one()
    {
        await using var shop = new TestShop();
        await shop.PrepareAsync();
        shop.With("Speech:Command", "no-such-recogniser {wav}");
        await shop.StartAsync();
        using var form = Form(WavAudio.Write(new float[1600], TimeSpan.Zero));
        var answer = await shop.Client.PostAsync("/api/search/voice", form, Cancel);

        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
        Assert.Contains("apt-get install pocketsphinx", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_command_can_listen_and_one_that_hangs_is_killed()
    {
        await using var shop = new TestShop();
        await shop.PrepareAsync();
        shop.With("Speech:Command", "sh -c \"test -s {wav} && echo red hat\"");
        await shop.StartAsync();
        using var form = Form(WavAudio.Write(new float[1600], TimeSpan.Zero));
        var answer = await shop.Client.PostAsync("/api/search/voice", form, Cancel);
        Assert.Equal("red hat", (await answer.Content.ReadFromJsonAsync<SearchResponse>(Cancel))!.Query);

        var client = new CommandSpeechToTextClient(["sleep", "60"], TimeSpan.FromMilliseconds(200), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAsync<TimeoutException>(() => client.GetTextAsync(new MemoryStream([1]), null, Cancel));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("")]
    [InlineData("RIFF")]
    [InlineData("RIFF....WAVEdata....")]
    [InlineData("ID3 this is no WAV but an MP3 file")]
    public async Task What_is_no_recording_is_told_so(string content)
    {
        Assert.SkipUnless(OnPath("pocketsphinx_continuous"), "PocketSphinx is not installed");
        var (status, _) = await AskAsync(shop, System.Text.Encoding.ASCII.GetBytes(content));

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData(8_000, 1, 8)]
    [InlineData(44_100, 2, 16)]
    [InlineData(48_000, 1, 24)]
    [InlineData(22_050, 2, 32)]
    public void Any_rate_becomes_16_kHz(int rate, int channels, int bits)
    {
        // One second of 440 Hz: 440 rising zero crossings at any rate.
        var samples = WavAudio.Read(Wav(rate, channels, bits, t => 0.5 * Math.Sin(2 * Math.PI * 440 * t)));

        Assert.InRange(samples.Length, 15_990, 16_000);
        var crossings = 0;
        for (var i = 1; i < samples.Length; i++)
        {
            crossings += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
        }

        Assert.InRange(crossings, 438, 441);
        Assert.InRange(samples.Max(), 0.47f, 0.53f);
    }

    [Fact]
    public void What_16_kHz_cannot_hold_is_cut_and_does_not_fold_back()
    {
        var samples = WavAudio.Read(Wav(48_000, 1, 16, t => 0.5 * Math.Sin(2 * Math.PI * 12_000 * t)));

        Assert.True(samples.Skip(100).SkipLast(100).Max(Math.Abs) < 0.02);
    }

    [Fact]
    public void Random_bytes_never_do_worse_than_a_refusal()
    {
        var random = new Random(5);
        var wav = Wav(16_000, 1, 16, t => Math.Sin(t));
        for (var i = 0; i < 2_000; i++)
        {
            var broken = wav[..random.Next(0, 200)].ToArray();
            for (var b = 0; b < 4 && broken.Length > 0; b++)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            try
            {
                WavAudio.Read(broken);
            }
            catch (InvalidSearchException invalid)
            {
                Assert.Equal("audio", invalid.Field);
            }
        }
    }

    private static int Understood(string phrase, (HttpStatusCode Status, SearchResponse? Answer) answer)
    {
        var heard = (answer.Answer?.Query ?? "").Split(' ').Select(w => w.TrimEnd('s')).ToHashSet();
        return phrase.Split(' ').Count(w => heard.Contains(w.TrimEnd('s')));
    }

    private static async Task<(HttpStatusCode Status, SearchResponse? Answer)> AskAsync(TestShop shop, byte[] wav)
    {
        using var form = Form(wav);
        var answer = await shop.Client.PostAsync("/api/search/voice", form, Cancel);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<SearchResponse>(Cancel) : null);
    }

    private static MultipartFormDataContent Form(byte[] wav)
    {
        var file = new ByteArrayContent(wav);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        return new() { { file, "audio", "query.wav" } };
    }

    private static async Task<byte[]> SpeakAsync(string phrase)
    {
        var file = Path.GetTempFileName();
        using var speaker = Process.Start("espeak-ng", ["-v", "en-us+klatt4", "-s", "130", "-w", file, phrase]);
        await speaker.WaitForExitAsync(Cancel);
        var wav = await File.ReadAllBytesAsync(file, Cancel);
        File.Delete(file);
        return wav;
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static byte[] Wav(int rate, int channels, int bits, Func<double, double> signal)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        var data = rate * channels * bits / 8;
        writer.Write("RIFF"u8);
        writer.Write(36 + data);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)channels);
        writer.Write(rate);
        writer.Write(rate * channels * bits / 8);
        writer.Write((short)(channels * bits / 8));
        writer.Write((short)bits);
        writer.Write("data"u8);
        writer.Write(data);
        for (var i = 0; i < rate * channels; i++)
        {
            var sample = signal((double)(i / channels) / rate);
            switch (bits)
            {
                case 8: writer.Write((byte)Math.Round(128 + sample * 127)); break;
                case 16: writer.Write((short)Math.Round(sample * 32767)); break;
                case 24:
                    var value = (int)Math.Round(sample * 8388607);
                    writer.Write((byte)value);
                    writer.Write((byte)(value >> 8));
                    writer.Write((byte)(value >> 16));
                    break;
                default: writer.Write((int)Math.Round(sample * 2147483647)); break;
            }
        }

        return file.ToArray();
    }
}
