using FeedbackLoop.ServiceDefaults.Security;
using FeedbackLoop.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.Web.Endpoints;

public static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        // See AskingEndpoints on form tokens.
        var loop = app.MapGroup("/loop").DisableAntiforgery().RequirePublicRateLimit();
        loop.MapPost("/sign-in", SignIn).WithName("SignIn").WithSummary("Signs an operator in by the operator key.");
        loop.MapPost("/sign-out", (Delegate)SignOut).WithName("SignOut").WithSummary("Forgets the operator in this browser.");
    }

    private static async Task<IResult> SignIn([FromForm] string? key, ServiceKeys keys, OperatorSignIn operators, HttpContext context)
    {
        if (!keys.IsOperatorKey(key?.Trim())) return new SeeOther("/loop/login?wrong=true");
        await context.SignInAsync(OperatorSignIn.Scheme, operators.NewPrincipal());
        return new SeeOther("/loop");
    }

    private static async Task<IResult> SignOut(HttpContext context)
    {
        await context.SignOutAsync(OperatorSignIn.Scheme);
        return new SeeOther("/");
    }
}
