using System.Buffers.Binary;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Speech;

/// <summary>Reads WAV files (RIFF, PCM of 8 to 32 bits or IEEE float, any sample rate and number of channels) and writes what recognisers want.</summary>
public static class WavAudio
{
    public const int MaxBytes = 8 * 1024 * 1024;
    public const int SampleRate = 16_000;

    private const int MaxSeconds = 20;
    private const int Pcm = 1;
    private const int IeeeFloat = 3;
    private const int Extensible = 0xFFFE;

    /// <summary>The file as one channel of 16 kHz, in [-1, 1].</summary>
    /// <exception cref="InvalidSearchException">No WAV file, cut off, too long, or of a kind that is not read.</exception>
    public static float[] Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file.Slice(8, 4).SequenceEqual("WAVE"u8))
        {
            throw Invalid("is no WAV file");
        }

        ReadOnlySpan<byte> format = default;
        for (var at = 12; at + 8 <= file.Length;)
        {
            var id = file.Slice(at, 4);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            at += 8;
            // Recorders that stream write no length; then the rest of the file is meant.
            var chunk = file.Slice(at, (int)Math.Min(length, (uint)(file.Length - at)));
            if (id.SequenceEqual("fmt "u8))
            {
                format = chunk;
            }
            else if (id.SequenceEqual("data"u8))
            {
                return format.Length >= 16 ? Decode(format, chunk) : throw Invalid("has no format before its data");
            }

            at += chunk.Length + (chunk.Length & 1);
        }

        throw Invalid("has no data");
    }

    /// <summary>16-bit mono PCM of 16 kHz with a WAV header, with silence before and after.</summary>
    public static byte[] Write(ReadOnlySpan<float> samples, TimeSpan pause)
    {
        var silent = (int)(pause.TotalSeconds * SampleRate);
        var length = 2 * (samples.Length + 2 * silent);
        var file = new byte[44 + length];
        var span = file.AsSpan();
        "RIFF"u8.CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(span[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(span[20..], Pcm);
        BinaryPrimitives.WriteInt16LittleEndian(span[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(span[28..], 2 * SampleRate);
        BinaryPrimitives.WriteInt16LittleEndian(span[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(span[34..], 16);
        "data"u8.CopyTo(span[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[40..], length);
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(span[(44 + 2 * (silent + i))..], (short)Math.Clamp(samples[i] * 32767f, short.MinValue, short.MaxValue));
        }

        return file;
    }

    private static float[] Decode(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data)
    {
        int kind = BinaryPrimitives.ReadUInt16LittleEndian(format);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (kind == Extensible && format.Length >= 26)
        {
            kind = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);
        }

        var readable = kind == Pcm && bits is 8 or 16 or 24 or 32 || kind == IeeeFloat && bits == 32;
        if (!readable || kind is not (Pcm or IeeeFloat))
        {
            throw Invalid($"is of a kind that is not read (format {kind}, {bits} bits); PCM is");
        }

        if (channels is < 1 or > 8 || rate is < 4_000 or > 192_000)
        {
            throw Invalid($"has {channels} channels of {rate} Hz; 1 to 8 channels of 4 to 192 kHz are read");
        }

        var frame = channels * bits / 8;
        var frames = data.Length / frame;
        if (frames == 0)
        {
            throw Invalid("is silent: it has no samples");
        }

        if (frames > (long)rate * MaxSeconds)
        {
            throw Invalid($"is longer than {MaxSeconds} seconds");
        }

        var mono = new float[frames];
        for (var i = 0; i < frames; i++)
        {
            var sum = 0f;
            for (var channel = 0; channel < channels; channel++)
            {
                sum += Sample(data.Slice(i * frame + channel * bits / 8, bits / 8), kind, bits);
            }

            mono[i] = float.IsFinite(sum) ? Math.Clamp(sum / channels, -1, 1) : 0;
        }

        return Resample(mono, (int)rate);
    }

    private static float Sample(ReadOnlySpan<byte> sample, int kind, int bits) => (kind, bits) switch
    {
        (IeeeFloat, _) => BinaryPrimitives.ReadSingleLittleEndian(sample),
        (_, 8) => (sample[0] - 128) / 128f, // unsigned, unlike the others
        (_, 16) => BinaryPrimitives.ReadInt16LittleEndian(sample) / 32768f,
        (_, 24) => (sample[0] | sample[1] << 8 | (sbyte)sample[2] << 16) / 8388608f,
        _ => BinaryPrimitives.ReadInt32LittleEndian(sample) / 2147483648f,
    };

    /// <summary>To 16 kHz by a windowed sinc that also cuts what 16 kHz cannot hold.</summary>
    private static float[] Resample(float[] samples, int rate)
    {
        if (rate == SampleRate)
        {
            return samples;
        }

        const int HalfWidth = 16;
        var step = (double)rate / SampleRate;
        var cutoff = Math.Min(1, 1 / step);
        var reach = HalfWidth / cutoff;
        var resampled = new float[Math.Max(1, (int)(samples.Length / step))];
        for (var i = 0; i < resampled.Length; i++)
        {
            var centre = i * step;
            double sum = 0, weights = 0;
            for (var j = Math.Max(0, (int)Math.Ceiling(centre - reach)); j <= Math.Min(samples.Length - 1, (int)(centre + reach)); j++)
            {
                var x = (j - centre) * cutoff;
                var weight = x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x) * (0.5 + 0.5 * Math.Cos(Math.PI * x / HalfWidth));
                sum += weight * samples[j];
                weights += weight;
            }

            resampled[i] = weights > 1e-6 ? (float)(sum / weights) : 0;
        }

        return resampled;
    }

    private static InvalidSearchException Invalid(string reason) => new("audio", reason);
}
