namespace FeedbackLoop.Web.Tests.Browser;

public enum Device
{
    Desktop,
    Phone,
}
