using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace FeedbackLoop.ServiceDefaults.Security;

/// <summary>
/// The keys of this installation, made by the AppHost at its first start: <c>Keys:Write</c> for those who send events, <c>Keys:Operator</c> for those who
/// run the loop. Without a configured key nobody is let in. Comparison takes the same time wherever a wrong key differs.
/// </summary>
public sealed class ServiceKeys(IConfiguration configuration)
{
    private readonly byte[]? _write = Hash(configuration["Keys:Write"]);
    private readonly byte[]? _operator = Hash(configuration["Keys:Operator"]);

    public bool IsWriteKey(string? key) => Matches(_write, key);

    public bool IsOperatorKey(string? key) => Matches(_operator, key);

    private static bool Matches(byte[]? expected, string? key) =>
        expected is not null && Hash(key) is { } actual && CryptographicOperations.FixedTimeEquals(expected, actual);

    private static byte[]? Hash(string? key) => string.IsNullOrEmpty(key) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
