namespace FeedbackLoop.AppHost;

/// <summary>Where things are kept; <c>AddStores</c> of the profile, in <c>Embedded/</c> or <c>Cloud/</c>, says what that is.</summary>
internal sealed record Stores(
    IResourceBuilder<IResourceWithConnectionString> FeedbackDb,
    IResourceBuilder<IResourceWithConnectionString> EventLog,
    IResourceBuilder<IResourceWithConnectionString> FeatureCache);
