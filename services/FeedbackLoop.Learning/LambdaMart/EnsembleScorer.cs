using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Scores documents sixteen at a time without a branch: each document holds a word with one bit per leaf; each node whose test fails clears the bits
/// of its left subtree; the first bit left is the leaf. After Lucchese et al., "QuickScorer", SIGIR 2015, in the vector form of Ye et al., "RapidScorer",
/// KDD 2018. Trees of more than 32 leaves or with categories are walked.</summary>
internal sealed unsafe class EnsembleScorer
{
    private const int Lanes = 16;
    private const int MaxLeaves = 32;
    private readonly int features;
    private readonly Node[] nodes;
    private readonly TreeSpan[] vectorTrees;
    private readonly float[] leafValues;
    private readonly Tree[] walkedTrees;
    private readonly float constant;

    public EnsembleScorer(Tree[] trees, int features)
    {
        this.features = features;
        var nodeList = new List<Node>();
        var spans = new List<TreeSpan>();
        var values = new List<float>();
        var walked = new List<Tree>();
        foreach (Tree tree in trees)
        {
            if (tree.LeafCount == 1)
            {
                constant += tree.LeafValue[0];
            }
            else if (tree.LeafCount > MaxLeaves || Array.Exists(tree.LeftCategories, c => c is not null))
            {
                walked.Add(tree);
            }
            else
            {
                Add(tree, nodeList, spans, values);
            }
        }
        nodes = [.. nodeList];
        vectorTrees = [.. spans];
        leafValues = [.. values];
        walkedTrees = [.. walked];
    }

    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        int n = scores.Length, done = 0;
        if (vectorTrees.Length > 0)
        {
            const int MostOnStack = 512;
            int wide = 2 * Lanes * features;
            float[]? rented = wide > MostOnStack * 2 * Lanes ? System.Buffers.ArrayPool<float>.Shared.Rent(wide + Lanes) : null;
            Span<float> columns = rented ?? stackalloc float[rented is null ? wide + Lanes : 0];
            fixed (float* raw = columns)
            {
                float* aligned = (float*)(((nint)raw + 63) & ~63);
                for (; done < n; done += 2 * Lanes)
                {
                    int count = Math.Min(2 * Lanes, n - done);
                    Transpose(rows.Slice(done * features, count * features), aligned, count);
                    if (count > Lanes)
                    {
                        Block32(aligned, scores.Slice(done, count));
                    }
                    else
                    {
                        Block16(aligned, scores.Slice(done, count));
                    }
                }
            }
            if (rented is not null)
            {
                System.Buffers.ArrayPool<float>.Shared.Return(rented);
            }
        }
        else
        {
            scores.Clear();
        }
        for (int i = 0; i < n; i++)
        {
            float sum = scores[i] + constant;
            foreach (Tree tree in walkedTrees)
            {
                sum += tree.Score(rows.Slice(i * features, features));
            }
            scores[i] = sum;
        }
    }

    /// <summary>Column-major copy, 32 documents to a column; missing documents repeat the first.</summary>
    private void Transpose(ReadOnlySpan<float> rows, float* columns, int count)
    {
        for (int i = 0; i < 2 * Lanes; i++)
        {
            ReadOnlySpan<float> row = rows.Slice((i < count ? i : 0) * features, features);
            for (int f = 0; f < row.Length; f++)
            {
                columns[(f * 2 * Lanes) + i] = row[f];
            }
        }
    }

    private void Block32(float* columns, Span<float> scores)
    {
        Vector512<float> sum0 = default, sum1 = default;
        fixed (Node* first = nodes)
        fixed (float* values = leafValues)
        {
            Node* node = first;
            float* value = values;
            foreach (TreeSpan tree in vectorTrees)
            {
                Vector512<uint> leaf0 = Vector512<uint>.AllBitsSet, leaf1 = Vector512<uint>.AllBitsSet;
                for (Node* end = first + tree.MissingLeftEnd; node < end; node++)
                {
                    var threshold = Vector512.Create(node->Threshold);
                    var keep = Vector512.Create(node->Keep);
                    float* x = columns + node->Column;
                    leaf0 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadAligned(x), threshold).AsUInt32(), leaf0 & keep, leaf0);
                    leaf1 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadAligned(x + Lanes), threshold).AsUInt32(), leaf1 & keep, leaf1);
                }
                for (Node* end = first + tree.End; node < end; node++)
                {
                    // Missing goes right: NaN fails "not above".
                    var threshold = Vector512.Create(node->Threshold);
                    var keep = Vector512.Create(node->Keep);
                    float* x = columns + node->Column;
                    leaf0 = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.LoadAligned(x), threshold).AsUInt32(), leaf0, leaf0 & keep);
                    leaf1 = Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.LoadAligned(x + Lanes), threshold).AsUInt32(), leaf1, leaf1 & keep);
                }
                sum0 += Lookup(leaf0, value);
                sum1 += Lookup(leaf1, value);
                value += MaxLeaves;
            }
        }
        float* result = stackalloc float[2 * Lanes];
        sum0.Store(result);
        sum1.Store(result + Lanes);
        new ReadOnlySpan<float>(result, scores.Length).CopyTo(scores);
    }

    private void Block16(float* columns, Span<float> scores)
    {
        Vector512<float> sum = default;
        fixed (Node* first = nodes)
        fixed (float* values = leafValues)
        {
            Node* node = first;
            float* value = values;
            foreach (TreeSpan tree in vectorTrees)
            {
                Vector512<uint> leaf = Vector512<uint>.AllBitsSet;
                for (Node* end = first + tree.MissingLeftEnd; node < end; node++)
                {
                    var fails = Vector512.GreaterThan(Vector512.LoadAligned(columns + node->Column), Vector512.Create(node->Threshold));
                    leaf = Vector512.ConditionalSelect(fails.AsUInt32(), leaf & Vector512.Create(node->Keep), leaf);
                }
                for (Node* end = first + tree.End; node < end; node++)
                {
                    var holds = Vector512.LessThanOrEqual(Vector512.LoadAligned(columns + node->Column), Vector512.Create(node->Threshold));
                    leaf = Vector512.ConditionalSelect(holds.AsUInt32(), leaf, leaf & Vector512.Create(node->Keep));
                }
                sum += Lookup(leaf, value);
                value += MaxLeaves;
            }
        }
        float* result = stackalloc float[Lanes];
        sum.Store(result);
        new ReadOnlySpan<float>(result, scores.Length).CopyTo(scores);
    }

    /// <summary>The value of each lane's first leaf bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Lookup(Vector512<uint> leaf, float* values)
    {
        if (Avx512CD.IsSupported)
        {
            Vector512<int> index = Avx512CD.LeadingZeroCount(leaf).AsInt32();
            return Avx512F.PermuteVar16x32x2(Vector512.Load(values), index, Vector512.Load(values + Lanes));
        }
        float* picked = stackalloc float[Lanes];
        for (int i = 0; i < Lanes; i++)
        {
            picked[i] = values[BitOperations.LeadingZeroCount(leaf[i])];
        }
        return Vector512.Load(picked);
    }

    private static void Add(Tree tree, List<Node> nodes, List<TreeSpan> spans, List<float> values)
    {
        // Leaves are numbered from left to right; a failing node clears the bits of its left subtree.
        var keep = new uint[tree.LeafCount - 1];
        Span<float> padded = stackalloc float[MaxLeaves];
        padded.Clear();
        int next = 0;
        Number(tree, 0, keep, padded, ref next);
        foreach (bool missingLeft in (ReadOnlySpan<bool>)[true, false])
        {
            for (int node = 0; node < keep.Length; node++)
            {
                if (tree.MissingLeft[node] == missingLeft)
                {
                    nodes.Add(new Node(tree.Threshold[node], keep[node], tree.Feature[node] * 2 * Lanes));
                }
            }
            if (missingLeft)
            {
                spans.Add(new TreeSpan(nodes.Count, 0));
            }
        }
        spans[^1] = spans[^1] with { End = nodes.Count };
        values.AddRange(padded);
    }

    private static void Number(Tree tree, int node, uint[] keep, Span<float> values, ref int next)
    {
        if (node < 0)
        {
            values[next++] = tree.LeafValue[~node];
            return;
        }
        int from = next;
        Number(tree, tree.Left[node], keep, values, ref next);
        uint left = 0;
        for (int leaf = from; leaf < next; leaf++)
        {
            left |= 1u << (31 - leaf);
        }
        keep[node] = ~left;
        Number(tree, tree.Right[node], keep, values, ref next);
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Node(float Threshold, uint Keep, int Column);

    /// <summary>Ends of a tree's two runs of nodes: those that send a missing value left, then the others.</summary>
    private readonly record struct TreeSpan(int MissingLeftEnd, int End);
}
