namespace FeedbackLoop.Retrieval.Numerics;

/// <summary>A dense matrix of float32, row by row in one flat array.</summary>
internal sealed class Matrix(int rows, int columns)
{
    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public float[] Data { get; } = new float[checked(rows * columns)];

    public float this[int row, int column]
    {
        get => Data[row * Columns + column];
        set => Data[row * Columns + column] = value;
    }

    public Span<float> Row(int row) => Data.AsSpan(row * Columns, Columns);
}
