namespace FeedbackLoop.SearchApi.Tests;

/// <summary>One shop for all tests that change nothing. No positions are exchanged in it, so that orders can be compared.</summary>
public sealed class SharedShop : TestShop
{
    public SharedShop() => With("Search:SwapProbability", "0");
}
