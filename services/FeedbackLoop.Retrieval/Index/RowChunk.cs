using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace FeedbackLoop.Retrieval.Index;

/// <summary>A fixed number of vectors for scanning: float32, ids, and with <see cref="ScanForm.Int8"/> their codes. Memory is pinned.</summary>
internal sealed unsafe class RowChunk
{
    public const int Rows = 1024;
    private readonly int _dimensions;
    private readonly float[] _vectors;
    private readonly sbyte[]? _codes;

    public RowChunk(int dimensions, ScanForm form)
    {
        _dimensions = dimensions;
        _vectors = GC.AllocateUninitializedArray<float>(checked(Rows * dimensions), pinned: true);
        Vectors = (float*)Unsafe.AsPointer(ref _vectors[0]);
        if (form == ScanForm.Int8)
        {
            _codes = GC.AllocateUninitializedArray<sbyte>(Rows * ByteVector.Pad(dimensions), pinned: true);
            Codes = (sbyte*)Unsafe.AsPointer(ref _codes[0]);
        }
    }

    public float* Vectors { get; }

    public sbyte* Codes { get; }

    /// <summary>The id of each row, or -1 for one withdrawn.</summary>
    public int[] Ids { get; } = new int[Rows];

    /// <summary>By row, what a code's integers must be multiplied with.</summary>
    public float[] Scales { get; } = new float[Rows];

    /// <summary>By row, how far the codes' inner product with a query of length 1 can be from the true one, at most.</summary>
    public float[] Errors { get; } = new float[Rows];

    /// <summary>By row, half of the squared length, rounded down.</summary>
    public float[] HalfSquares { get; } = new float[Rows];

    public Span<float> Row(int place) => new(Vectors + (long)place * _dimensions, _dimensions);

    public void Write(int place, int id, ReadOnlySpan<float> vector)
    {
        vector.CopyTo(Row(place));
        if (_codes is not null)
        {
            int width = ByteVector.Pad(_dimensions);
            var (scale, error) = ByteVector.Quantise(vector, _codes.AsSpan(place * width, width));
            float square = TensorPrimitives.SumOfSquares(vector), length = MathF.Sqrt(square);
            // By Cauchy and Schwarz; the query's own rounding and that of float32 sums are in it.
            Errors[place] = error * 1.00001f + length * (ShortVector.RoundingError(_dimensions) + VectorIndex.FloatError);
            HalfSquares[place] = square / 2 * (1 - VectorIndex.FloatError);
            Scales[place] = scale;
        }
        Ids[place] = id;
    }
}
