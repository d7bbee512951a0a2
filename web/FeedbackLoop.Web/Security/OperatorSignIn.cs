using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace FeedbackLoop.Web.Security;

/// <summary>Operators show the operator key once; from then on the browser holds a protected cookie and never the key. A new key ends all sign-ins.</summary>
public sealed class OperatorSignIn(IConfiguration configuration)
{
    public const string Scheme = "OperatorCookie";
    private const string KeyClaim = "key";

    private readonly string _keyMark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("sign-in:" + configuration["Keys:Operator"])))[..16];

    public ClaimsPrincipal NewPrincipal() =>
        new(new ClaimsIdentity([new(ClaimTypes.Name, "operator"), new(ClaimTypes.Role, "operator"), new(KeyClaim, _keyMark)], Scheme));

    public bool IsCurrent(ClaimsPrincipal? principal) => principal?.FindFirstValue(KeyClaim) == _keyMark;
}
