using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace FeedbackLoop.Retraining.Datasets;

/// <summary>Content hash of a data set: SHA-256 over, for each search in order, part, search id, query weight, and for each item its id, label, weight and
/// features; numbers little-endian, strings UTF-8 with a length before them. Equal hashes mean equal training.</summary>
public static class DatasetHash
{
    public static string Of(IReadOnlyList<WeighedSearch> searches)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        foreach (var weighed in searches)
        {
            buffer.SetLength(0);
            writer.Write((byte)weighed.Part);
            writer.Write(weighed.Search.SearchId);
            writer.Write(weighed.QueryWeight);
            writer.Write(weighed.Items.Length);
            var width = weighed.Search.Features.Length / Math.Max(1, weighed.Search.ItemIds.Length);
            for (var i = 0; i < weighed.Items.Length; i++)
            {
                var item = weighed.Items[i];
                writer.Write(weighed.Search.ItemIds[item]);
                writer.Write(weighed.Labels[i]);
                writer.Write(weighed.Weights[i]);
                writer.Write(MemoryMarshal.AsBytes(weighed.Search.Features.AsSpan(item * width, width)));
            }

            writer.Flush();
            hash.AppendData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
