using Microsoft.AspNetCore.Authentication.Cookies;

namespace FeedbackLoop.Web.Security;

public static class OperatorSignInExtensions
{
    public static void AddOperatorSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OperatorSignIn>();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthentication(OperatorSignIn.Scheme).AddCookie(OperatorSignIn.Scheme, options =>
        {
            options.Cookie.Name = "fl_operator";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.LoginPath = "/loop/login";
            options.AccessDeniedPath = "/loop/login";
            options.ReturnUrlParameter = "from";
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.Events.OnValidatePrincipal = context =>
            {
                var operators = context.HttpContext.RequestServices.GetRequiredService<OperatorSignIn>();
                if (!operators.IsCurrent(context.Principal)) context.RejectPrincipal();
                return Task.CompletedTask;
            };
        });
    }
}
