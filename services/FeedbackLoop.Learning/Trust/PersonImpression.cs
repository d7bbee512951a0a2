namespace FeedbackLoop.Learning.Trust;

/// <summary>One result that was shown to one person, as the tests of trust take it: of the clicks in one list only the one on the place that is looked at
/// least counts. Whoever looks far down once looks at all that stands there, so the list's other clicks are no further evidence.</summary>
/// <param name="Person">0-based number of the person.</param>
/// <param name="Document">0-based number of the (query, item) pair.</param>
/// <param name="Propensity">Chance that the place was examined, relative to the first, in (0, 1].</param>
/// <param name="Clicked">Whether it is the clicked result of the list with the smallest propensity.</param>
public readonly record struct PersonImpression(int Person, int Document, double Propensity, bool Clicked)
{
    /// <summary>Index of the click of one list that counts; -1 when there is none. Of equals the first.</summary>
    public static int Deepest(ReadOnlySpan<bool> clicked, ReadOnlySpan<double> propensities)
    {
        int deepest = -1;
        for (int i = 0; i < clicked.Length; i++)
        {
            deepest = clicked[i] && (deepest < 0 || propensities[i] < propensities[deepest]) ? i : deepest;
        }
        return deepest;
    }
}
