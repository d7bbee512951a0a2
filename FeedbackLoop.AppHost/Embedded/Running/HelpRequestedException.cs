namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>The person asked for the help text and for nothing else.</summary>
internal sealed class HelpRequestedException : Exception;
