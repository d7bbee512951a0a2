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

    /// <summary>Lets only operators in: <c>Authorization: Bearer KEY</c> or <c>X-Operator-Key: KEY</c>; others get 401 with problem details.</summary>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder
            .RequireAuthorization(OperatorPolicy)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(ProblemDetails), ["application/problem+json"]));

    internal static void AddKeyAuthentication(this IServiceCollection services)
    {
        services.AddSingleton<ServiceKeys>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, KeyAuthenticationHandler>(KeyAuthenticationHandler.SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(OperatorPolicy, policy => policy
            .AddAuthenticationSchemes(KeyAuthenticationHandler.SchemeName)
            .RequireRole("operator"));
    }
}
