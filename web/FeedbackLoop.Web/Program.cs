using FeedbackLoop.Web.Components;
using FeedbackLoop.Web.Endpoints;
using FeedbackLoop.Web.Loop;
using FeedbackLoop.Web.Security;
using FeedbackLoop.Web.Shop;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.AddServiceDefaults();
builder.Services.AddRazorComponents();
builder.AddPageErrors();
builder.AddShop();
builder.AddLoop();
builder.AddOperatorSignIn();

var app = builder.Build();
app.MapDefaultEndpoints();
app.UsePageErrors();
app.UsePageHeaders();
app.UseSameOrigin();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapPictures();
app.MapFeedback();
app.MapAsking();
app.MapBasket();
app.MapSignIn();
app.MapLoop();
app.MapRazorComponents<App>().RequirePublicRateLimit();
app.Run();

public partial class Program;
