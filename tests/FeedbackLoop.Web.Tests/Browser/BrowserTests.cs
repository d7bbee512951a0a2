namespace FeedbackLoop.Web.Tests.Browser;

/// <summary>Browser tests share one running shop and go one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<ShopInBrowser>
{
    public const string Name = "browser";
}
