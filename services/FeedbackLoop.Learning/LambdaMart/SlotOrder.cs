namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Order of the features in memory: dense ones first, then those that are kept as <see cref="SparseBlock"/> lists.</summary>
/// <param name="FeatureAt">Feature in each slot, or -1: the dense part is filled up to whole blocks, because their histograms are always built whole.</param>
/// <param name="SlotOf">Slot of each feature.</param>
/// <param name="DenseCount">Number of dense features.</param>
/// <param name="Defaults">Default bin of each sparse feature, in slot order.</param>
internal sealed record SlotOrder(int[] FeatureAt, int[] SlotOf, int DenseCount, byte[] Defaults)
{
    private const int SampleRows = 10_000;

    /// <summary>Looks at evenly spaced rows for features with a dominating bin.</summary>
    public static SlotOrder Of(RankingRows rows, FeatureBins[] bins)
    {
        int step = Math.Max(1, rows.RowCount / SampleRows);
        List<int> dense = [], sparse = [];
        var defaults = new List<byte>();
        Span<int> counts = stackalloc int[256];
        for (int f = 0; f < bins.Length; f++)
        {
            counts.Clear();
            int sampled = 0, most = 0;
            for (int row = 0; row < rows.RowCount; row += step, sampled++)
            {
                counts[bins[f].Bin(rows.Values[((long)row * bins.Length) + f])]++;
            }
            for (int b = 1; b < bins[f].Count; b++)
            {
                most = counts[b] > counts[most] ? b : most;
            }
            if (SparseBlock.Fits(rows.RowCount) && counts[most] >= SparseBlock.LeastDefaultShare * sampled)
            {
                sparse.Add(f);
                defaults.Add((byte)most);
            }
            else
            {
                dense.Add(f);
            }
        }
        int padding = (RankingDataset.BlockWidth - (dense.Count % RankingDataset.BlockWidth)) % RankingDataset.BlockWidth;
        int[] featureAt = [.. dense, .. Enumerable.Repeat(-1, padding), .. sparse], slotOf = new int[bins.Length];
        for (int slot = 0; slot < featureAt.Length; slot++)
        {
            if (featureAt[slot] >= 0)
            {
                slotOf[featureAt[slot]] = slot;
            }
        }
        return new(featureAt, slotOf, dense.Count, [.. defaults]);
    }
}
