using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Scores documents sixteen to a vector without a branch: each document holds a word with one bit per leaf; each node whose test fails clears the bits
/// of its left subtree; the first bit left is the leaf. After Lucchese et al., "QuickScorer", SIGIR 2015, in the vector form of Ye et al., "RapidScorer",
/// KDD 2018. Trees of more than 32 leaves or with categories are walked.</summary>
internal sealed unsafe class EnsembleScorer
{
    private const int Lanes = 16;
    private const int Wide = 4 * Lanes;
    private const int MaxLeaves = 32;
    private readonly int features;
    private readonly int[] used;
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
        var columns = new Dictionary<int, int>(); // features that occur, in order of first use
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
                Add(tree, columns, nodeList, spans, values);
            }
        }
        used = [.. columns.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        nodes = [.. nodeList];
        vectorTrees = [.. spans];
        leafValues = [.. values];
        walkedTrees = [.. walked];
    }

    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        int n = scores.Length;
        if (vectorTrees.Length > 0)
        {
            const int MostOnStack = 256;
            int size = (Wide * used.Length) + Lanes;
            float[]? rented = used.Length > MostOnStack ? System.Buffers.ArrayPool<float>.Shared.Rent(size) : null;
            Span<float> columns = rented ?? stackalloc float[rented is null ? size : 0];
            fixed (float* raw = columns)
            {
                float* aligned = (float*)(((nint)raw + 63) & ~63);
                for (int done = 0; done < n;)
                {
                    int count = Math.Min(Wide, n - done);
                    Transpose(rows.Slice(done * features, count * features), aligned, count);
                    if (count > Wide / 2)
                    {
                        Block64(aligned, scores.Slice(done, count));
                    }
                    else
                    {
                        Block32(aligned, scores.Slice(done, count));
                    }
                    done += count;
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
        if (walkedTrees.Length == 0 && constant == 0)
        {
            return;
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

    /// <summary>Column-major copy of the features that the trees use, 64 documents to a column. Columns past the last document keep what was there: their
    /// scores are not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transpose(ReadOnlySpan<float> rows, float* columns, int count)
    {
        fixed (float* from = rows)
        fixed (int* column = used)
        {
            for (int i = 0; i < count; i++)
            {
                float* row = from + ((nint)i * features);
                float* to = columns + i;
                for (int c = 0; c < used.Length; c++, to += Wide)
                {
                    *to = row[column[c]];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Block64(float* columns, Span<float> scores)
    {
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        fixed (Node* first = nodes)
        fixed (float* values = leafValues)
        {
            Node* node = first;
            float* value = values;
            foreach (TreeSpan tree in vectorTrees)
            {
                Vector512<uint> leaf0 = Vector512<uint>.AllBitsSet, leaf1 = leaf0, leaf2 = leaf0, leaf3 = leaf0;
                for (Node* end = first + tree.MissingLeftEnd; node < end; node++)
                {
                    Vector512<float> threshold = Vector512.Create(node->Threshold);
                    Vector512<uint> keep = Vector512.Create(node->Keep);
                    float* x = columns + node->Column;
                    leaf0 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadAligned(x), threshold).AsUInt32(), leaf0 & keep, leaf0);
                    leaf1 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadAligned(x + Lanes), threshold).AsUInt32(), leaf1 & keep, leaf1);
                    leaf2 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadAligned(x + (2 * Lanes)), threshold).AsUInt32(), leaf2 & keep, leaf2);
                    leaf3 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadAligned(x + (3 * Lanes)), threshold).AsUInt32(), leaf3 & keep, leaf3);
                }
                for (Node* end = first + tree.End; node < end; node++)
                {
                    Vector512<float> threshold = Vector512.Create(node->Threshold);
                    Vector512<uint> keep = Vector512.Create(node->Keep);
                    float* x = columns + node->Column;
                    leaf0 = Vector512.ConditionalSelect(NotAtMost(x, threshold), leaf0 & keep, leaf0);
                    leaf1 = Vector512.ConditionalSelect(NotAtMost(x + Lanes, threshold), leaf1 & keep, leaf1);
                    leaf2 = Vector512.ConditionalSelect(NotAtMost(x + (2 * Lanes), threshold), leaf2 & keep, leaf2);
                    leaf3 = Vector512.ConditionalSelect(NotAtMost(x + (3 * Lanes), threshold), leaf3 & keep, leaf3);
                }
                sum0 += Lookup(leaf0, value);
                sum1 += Lookup(leaf1, value);
                sum2 += Lookup(leaf2, value);
                sum3 += Lookup(leaf3, value);
                value += MaxLeaves;
            }
        }
        float* result = stackalloc float[Wide];
        sum0.Store(result);
        sum1.Store(result + Lanes);
        sum2.Store(result + (2 * Lanes));
        sum3.Store(result + (3 * Lanes));
        new ReadOnlySpan<float>(result, scores.Length).CopyTo(scores);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                Vector512<uint> leaf0 = Vector512<uint>.AllBitsSet, leaf1 = leaf0;
                for (Node* end = first + tree.MissingLeftEnd; node < end; node++)
                {
                    Vector512<float> threshold = Vector512.Create(node->Threshold);
                    Vector512<uint> keep = Vector512.Create(node->Keep);
                    float* x = columns + node->Column;
                    leaf0 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadAligned(x), threshold).AsUInt32(), leaf0 & keep, leaf0);
                    leaf1 = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.LoadAligned(x + Lanes), threshold).AsUInt32(), leaf1 & keep, leaf1);
                }
                for (Node* end = first + tree.End; node < end; node++)
                {
                    Vector512<float> threshold = Vector512.Create(node->Threshold);
                    Vector512<uint> keep = Vector512.Create(node->Keep);
                    float* x = columns + node->Column;
                    leaf0 = Vector512.ConditionalSelect(NotAtMost(x, threshold), leaf0 & keep, leaf0);
                    leaf1 = Vector512.ConditionalSelect(NotAtMost(x + Lanes, threshold), leaf1 & keep, leaf1);
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

    /// <summary>Lanes that are above the threshold or missing: a missing value goes right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> NotAtMost(float* x, Vector512<float> threshold) => Avx512F.IsSupported
        ? Avx512F.CompareNotLessThanOrEqual(Vector512.LoadAligned(x), threshold).AsUInt32()
        : ~Vector512.LessThanOrEqual(Vector512.LoadAligned(x), threshold).AsUInt32();

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

    private static void Add(Tree tree, Dictionary<int, int> columns, List<Node> nodes, List<TreeSpan> spans, List<float> values)
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
                    if (!columns.TryGetValue(tree.Feature[node], out int column))
                    {
                        columns[tree.Feature[node]] = column = columns.Count;
                    }
                    nodes.Add(new Node(tree.Threshold[node], keep[node], column * Wide));
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
