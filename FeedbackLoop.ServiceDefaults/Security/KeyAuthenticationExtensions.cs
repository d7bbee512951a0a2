using FeedbackLoop.ServiceDefaults.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

public static class KeyAuthenticationExtensions
{
    private const string OperatorPolicy = "Operator";

    /// <summary>
    /// Lets only operators in: <c>Authorization: Bearer KEY</c> or <c>X-Operator-Key: KEY</c>, in the cloud profile also a JWT with the role operator; others
    /// get 401 with problem details.
    /// </summary>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder
            .RequireAuthorization(OperatorPolicy)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(ProblemDetails), ["application/problem+json"]));

    internal static void AddOperatorAuthentication(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceKeys>();
        var authentication = builder.Services.AddAuthentication();
#if CLOUD
        string[] schemes = [.. authentication.AddOperatorTokens(builder.Configuration), KeyAuthenticationHandler.SchemeName];
#else
        string[] schemes = [KeyAuthenticationHandler.SchemeName];
#endif
        authentication.AddScheme<AuthenticationSchemeOptions, KeyAuthenticationHandler>(KeyAuthenticationHandler.SchemeName, null);
        builder.Services.AddAuthorizationBuilder().AddPolicy(OperatorPolicy, policy => policy.AddAuthenticationSchemes(schemes).RequireRole("operator"));
    }
}
