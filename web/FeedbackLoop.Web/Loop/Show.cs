using System.Globalization;

namespace FeedbackLoop.Web.Loop;

/// <summary>Numbers and times as the loop's page writes them.</summary>
public static class Show
{
    public const string Nothing = "–";

    /// <summary>A kind of model in words.</summary>
    public static string Kind(string kind) => kind == "query-adapter" ? "query adapter" : kind;

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double? share) => share is { } value ? value.ToString("0.0 %", CultureInfo.InvariantCulture) : Nothing;

    public static string Number(double? number, string format = "0.000") => number is { } value ? value.ToString(format, CultureInfo.InvariantCulture) : Nothing;

    public static string Signed(double number) => number.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    public static string Ago(DateTimeOffset? then, DateTimeOffset now)
    {
        if (then is not { } at) return Nothing;
        var ago = now - at;
        return ago.TotalSeconds < 5 ? "just now"
            : ago.TotalSeconds < 100 ? $"{(int)ago.TotalSeconds} s ago"
            : ago.TotalMinutes < 100 ? $"{(int)ago.TotalMinutes} min ago"
            : ago.TotalHours < 48 ? $"{(int)ago.TotalHours} h ago"
            : $"{(int)ago.TotalDays} days ago";
    }

    public static string Lasting(TimeSpan span) => span.TotalSeconds < 100 ? $"{span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s" : $"{(int)span.TotalMinutes} min";

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
