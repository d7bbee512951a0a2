namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a parameter gets a value that nobody has given.</summary>
public abstract class ParameterDefault
{
    public abstract string GetDefaultValue();
}
