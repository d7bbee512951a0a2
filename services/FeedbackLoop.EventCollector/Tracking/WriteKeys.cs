using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FeedbackLoop.ServiceDefaults.Security;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>Who may send: the write key as Basic user name (SDKs), as <c>writeKey</c> in the query (beacons) or in the body.</summary>
internal sealed class WriteKeys(ServiceKeys keys)
{
    private const string Basic = "Basic ";

    /// <summary>The last header that was right. Nearly all requests carry the very same one, and need not be decoded and hashed again.</summary>
    private string? _known;

    /// <summary>True or false when header or query say who is sending; null when it has to be in the body.</summary>
    public bool? Check(HttpRequest request)
    {
        if (request.Headers.Authorization is { Count: > 0 } authorization)
        {
            return IsBasicKey(authorization.ToString());
        }

        return request.QueryString.HasValue && request.Query["writeKey"] is { Count: 1 } inQuery ? keys.IsWriteKey(inQuery[0]) : null;
    }

    public bool Check(string? keyInBody) => keys.IsWriteKey(keyInBody);

    private bool IsBasicKey(string header)
    {
        var known = Volatile.Read(ref _known);
        if (known is not null && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(known.AsSpan()), MemoryMarshal.AsBytes(header.AsSpan())))
        {
            return true;
        }

        if (!AuthenticationHeaderValue.TryParse(header, out var value) || !header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var decoded = new byte[(value.Parameter?.Length ?? 0) * 3 / 4 + 3];
        if (!Convert.TryFromBase64String(value.Parameter ?? "", decoded, out var length))
        {
            return false;
        }

        var userAndPassword = Encoding.UTF8.GetString(decoded.AsSpan(0, length));
        var colon = userAndPassword.IndexOf(':', StringComparison.Ordinal);
        if (!keys.IsWriteKey(colon < 0 ? userAndPassword : userAndPassword[..colon]))
        {
            return false;
        }

        Volatile.Write(ref _known, header);
        return true;
    }
}
