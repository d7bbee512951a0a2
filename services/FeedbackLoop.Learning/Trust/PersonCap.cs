namespace FeedbackLoop.Learning.Trust;

/// <summary>Limits what one person can contribute: each (person, query, item) triple counts once, and each person at most so many clicks per window. The caller
/// makes a new one for each window.</summary>
public sealed class PersonCap(int mostClicks = 50)
{
    private readonly HashSet<(string Person, string Query, string Item)> seen = [];
    private readonly Dictionary<string, int> clicks = [];

    /// <summary>Whether this click may count.</summary>
    public bool Admit(string person, string query, string item)
    {
        if (clicks.GetValueOrDefault(person) >= mostClicks || !seen.Add((person, query, item)))
        {
            return false;
        }
        clicks[person] = clicks.GetValueOrDefault(person) + 1;
        return true;
    }
}
