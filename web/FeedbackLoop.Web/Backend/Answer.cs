using System.Diagnostics.CodeAnalysis;

namespace FeedbackLoop.Web.Backend;

/// <summary>What a service answered: a value or the problem that stood in the way. A page shows either; neither is an exception.</summary>
public sealed record Answer<T>(T? Value, Problem? Problem) where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Value is not null;

    public static Answer<T> Of(T value) => new(value, null);

    public static Answer<T> Failed(int status, string title, string? detail = null) => new(null, new Problem(status, title, detail));
}
