namespace FeedbackLoop.Retraining.Datasets;

/// <summary>What a search is used for.</summary>
public enum DatasetPart
{
    Train = 0,
    Validation = 1,
    HeldOut = 2,

    /// <summary>An older search of a held-out person: used for nothing.</summary>
    None = 3,
}
