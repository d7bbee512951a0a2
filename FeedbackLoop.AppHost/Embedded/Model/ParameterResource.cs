namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from configuration (<c>Parameters:NAME</c>) or is made at the first start and kept.</summary>
public sealed class ParameterResource(string name, Func<string> value, bool secret) : Resource(name)
{
    private readonly Lazy<string> _value = new(value);

    public bool Secret { get; } = secret;

    internal string Value => _value.Value;
}
