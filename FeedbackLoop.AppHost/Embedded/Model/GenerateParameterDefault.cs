using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value of at least <see cref="MinLength"/> characters.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    public int MinLength { get; set; }

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public override string GetDefaultValue()
    {
        var characters = (Lower ? "abcdefghijklmnopqrstuvwxyz" : "") + (Upper ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "")
            + (Numeric ? "0123456789" : "") + (Special ? "-_.{}~()*+!" : "");
        return RandomNumberGenerator.GetString(characters, Math.Max(MinLength, 22));
    }
}
