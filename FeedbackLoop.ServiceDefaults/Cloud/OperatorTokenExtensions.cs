using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FeedbackLoop.ServiceDefaults.Security;

internal static class OperatorTokenExtensions
{
    /// <summary>
    /// Knows operators by a JWT, too, where the framework's own section <c>Authentication:Schemes:Bearer</c> (<c>Authority</c>, <c>ValidAudiences</c>, …) says
    /// whose tokens count. The token has to carry the role <c>operator</c>: an app role in Microsoft Entra ID, <c>dotnet user-jwts create --role operator</c>
    /// while developing.
    /// </summary>
    /// <returns>The schemes that were added. They stand before the operator key's, which writes the answer to those who are not let in.</returns>
    public static string[] AddOperatorTokens(this AuthenticationBuilder authentication, IConfiguration configuration)
    {
        if (!configuration.GetSection($"Authentication:Schemes:{JwtBearerDefaults.AuthenticationScheme}").Exists())
        {
            return [];
        }

        authentication.AddJwtBearer();
        return [JwtBearerDefaults.AuthenticationScheme];
    }
}
