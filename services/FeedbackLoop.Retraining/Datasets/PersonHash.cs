using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FeedbackLoop.Retraining.Datasets;

/// <summary>A number for a person that never changes and that nothing else depends on.</summary>
public static class PersonHash
{
    /// <summary>In [0, 1), uniform over persons, independent between salts.</summary>
    public static double Uniform(string salt, string person)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\n{person}"), hash);
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }
}
