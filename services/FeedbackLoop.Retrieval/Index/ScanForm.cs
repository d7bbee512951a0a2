namespace FeedbackLoop.Retrieval.Index;

/// <summary>What a <see cref="VectorIndex"/> reads while it scans all vectors. Results are the same.</summary>
public enum ScanForm
{
    /// <summary>8-bit integers, and the float32 of every row that may be among the nearest: three times faster where memory is the limit, for a quarter more memory.</summary>
    Int8,

    /// <summary>The float32 of every row.</summary>
    Float32,
}
