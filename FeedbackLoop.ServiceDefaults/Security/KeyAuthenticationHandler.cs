using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.ServiceDefaults.Security;

/// <summary>Knows an operator by <c>Authorization: Bearer KEY</c> or <c>X-Operator-Key: KEY</c>.</summary>
internal sealed class KeyAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ServiceKeys keys, IProblemDetailsService problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "OperatorKey";
    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var authorization = Request.Headers.Authorization.ToString();
        var key = Request.Headers["X-Operator-Key"].ToString();
        if (key.Length == 0 && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            key = authorization[Bearer.Length..].Trim();
        }
        if (key.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }
        if (!keys.IsOperatorKey(key))
        {
            return Task.FromResult(AuthenticateResult.Fail("The operator key is wrong."));
        }
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, "operator"), new(ClaimTypes.Role, "operator")], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), SchemeName)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (Response.Headers.WWWAuthenticate.Count == 0)
        {
            Response.Headers.WWWAuthenticate = "Bearer";
        }
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message;
        await problems.TryWriteAsync(new()
        {
            HttpContext = Context,
            ProblemDetails =
            {
                Status = StatusCodes.Status401Unauthorized,
                Title = "This is for operators.",
                Detail = $"{failure} Send the operator key as `Authorization: Bearer KEY` or `X-Operator-Key: KEY`; the AppHost says at its start where to find it.".TrimStart(),
            },
        });
    }
}
