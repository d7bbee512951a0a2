using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FeedbackLoop.Learning.Experiments;

/// <summary>Sticky assignment without any stored state: the same unit always gets the same bucket of a layer, and layers are independent.</summary>
public static class HashAssignment
{
    /// <summary>A number in [0, 1), uniform over units: the first 53 bits of SHA-256 over the layer's length, the layer and the unit.</summary>
    /// <param name="layer">What the choice is about; another name gives an independent number.</param>
    /// <param name="unit">Who is assigned: an anonymous id, a session, a query.</param>
    public static double Bucket(string layer, string unit)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(unit);
        int most = Encoding.UTF8.GetMaxByteCount(layer.Length + unit.Length) + sizeof(int);
        Span<byte> text = most <= 1024 ? stackalloc byte[most] : new byte[most];
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        int layerBytes = Encoding.UTF8.GetBytes(layer, text[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(text, layerBytes);
        int length = sizeof(int) + layerBytes + Encoding.UTF8.GetBytes(unit, text[(sizeof(int) + layerBytes)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Index of the arm that a number in [0, 1) falls to, by the arms' shares in order.</summary>
    public static int ArmAt(double bucket, IReadOnlyList<Arm> arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        if (arms.Count == 0 || arms.Any(arm => !(arm.Share > 0) || double.IsInfinity(arm.Share)))
        {
            throw new ArgumentException("There must be at least one arm, each with a share above 0.", nameof(arms));
        }
        double total = arms.Sum(arm => arm.Share), upTo = 0;
        for (int i = 0; i < arms.Count - 1; i++)
        {
            upTo += arms[i].Share / total;
            if (bucket < upTo)
            {
                return i;
            }
        }
        return arms.Count - 1;
    }

    /// <summary>The unit's arm, or null when the unit is not in the experiment's slice of its layer.</summary>
    public static Arm? Choose(ExperimentPlan plan, string unit)
    {
        ArgumentNullException.ThrowIfNull(plan);
        double place = Bucket(plan.Layer, unit);
        return place >= plan.From && place < plan.To ? plan.Arms[ArmAt(Bucket($"{plan.Layer}/{plan.Name}", unit), plan.Arms)] : null;
    }
}
