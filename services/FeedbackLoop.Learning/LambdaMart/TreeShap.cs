namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Exact Shapley values of tree ensembles in polynomial time, path-dependent form: Lundberg, Erion and Lee, "Consistent Individualized Feature
/// Attribution for Tree Ensembles", 2018, algorithm 2.</summary>
internal static class TreeShap
{
    public static Explanation Explain(Tree[] trees, string[] names, ReadOnlySpan<float> row)
    {
        double[] phi = new double[names.Length];
        double expected = 0;
        foreach (Tree tree in trees)
        {
            expected += Mean(tree);
            if (tree.LeafCount > 1)
            {
                Visit(tree, row, phi, 0, [], 0, 1, 1, -1);
            }
        }
        var contributions = new FeatureContribution[names.Length];
        for (int f = 0; f < names.Length; f++)
        {
            contributions[f] = new(names[f], row[f], phi[f]);
        }
        return new(expected, contributions);
    }

    private static double Mean(Tree tree)
    {
        double sum = 0, rows = 0;
        for (int leaf = 0; leaf < tree.LeafCount; leaf++)
        {
            sum += (double)tree.LeafValue[leaf] * tree.LeafCover[leaf];
            rows += tree.LeafCover[leaf];
        }
        return rows > 0 ? sum / rows : tree.LeafValue[0];
    }

    private static void Visit(Tree tree, ReadOnlySpan<float> row, double[] phi, int node, PathStep[] parentPath, int length, double zero, double one, int feature)
    {
        var path = new PathStep[length + 1];
        Array.Copy(parentPath, path, length);
        Extend(path, length, zero, one, feature);
        int last = length;
        if (node < 0)
        {
            for (int i = 1; i <= last; i++)
            {
                phi[path[i].Feature] += UnwoundSum(path, last, i) * (path[i].One - path[i].Zero) * tree.LeafValue[~node];
            }
            return;
        }
        int split = tree.Feature[node];
        (int hot, int cold) = tree.GoesLeft(node, row[split]) ? (tree.Left[node], tree.Right[node]) : (tree.Right[node], tree.Left[node]);
        double knownZero = 1, knownOne = 1;
        int depth = last + 1;
        for (int i = 1; i <= last; i++)
        {
            if (path[i].Feature == split)
            {
                (knownZero, knownOne) = (path[i].Zero, path[i].One);
                Unwind(path, last, i);
                depth--;
                break;
            }
        }
        double cover = Cover(tree, node);
        Visit(tree, row, phi, hot, path, depth, knownZero * Cover(tree, hot) / cover, knownOne, split);
        Visit(tree, row, phi, cold, path, depth, knownZero * Cover(tree, cold) / cover, 0, split);
    }

    private static double Cover(Tree tree, int node) => node < 0 ? tree.LeafCover[~node] : tree.Cover[node];

    private static void Extend(PathStep[] path, int last, double zero, double one, int feature)
    {
        path[last] = new PathStep(feature, zero, one, last == 0 ? 1 : 0);
        for (int i = last - 1; i >= 0; i--)
        {
            path[i + 1].Weight += one * path[i].Weight * (i + 1) / (last + 1);
            path[i].Weight = zero * path[i].Weight * (last - i) / (last + 1);
        }
    }

    private static void Unwind(PathStep[] path, int last, int at)
    {
        double one = path[at].One, zero = path[at].Zero, next = path[last].Weight;
        for (int i = last - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                double old = path[i].Weight;
                path[i].Weight = next * (last + 1) / ((i + 1) * one);
                next = old - (path[i].Weight * zero * (last - i) / (last + 1));
            }
            else
            {
                path[i].Weight = path[i].Weight * (last + 1) / (zero * (last - i));
            }
        }
        for (int i = at; i < last; i++)
        {
            path[i] = path[i + 1] with { Weight = path[i].Weight };
        }
    }

    private static double UnwoundSum(PathStep[] path, int last, int at)
    {
        double one = path[at].One, zero = path[at].Zero, next = path[last].Weight, total = 0;
        for (int i = last - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                double weight = next * (last + 1) / ((i + 1) * one);
                total += weight;
                next = path[i].Weight - (weight * zero * (last - i) / (last + 1));
            }
            else if (zero != 0)
            {
                total += path[i].Weight / (zero * (last - i) / (last + 1));
            }
        }
        return total;
    }

    /// <summary>A feature on the path: the shares of covers (<see cref="Zero"/>) and of the row (<see cref="One"/>) that flow on, and the weight of subsets of its length.</summary>
    private record struct PathStep(int Feature, double Zero, double One, double Weight);
}
