using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Datasets;

/// <summary>Splits searches by person: what a model has seen of somebody must not help it when it is judged on them. Sticky: a person stays in their part
/// from run to run, so a champion has not trained on those who judge its challenger either.</summary>
public sealed class DatasetSplit(DatasetOptions options, DateTimeOffset heldOutFrom)
{
    public DatasetPart Of(ClosedSearch search)
    {
        var draw = PersonHash.Uniform("split", search.PersonId ?? search.SearchId);
        if (draw < options.HeldOutPeople)
        {
            return search.ServedAt >= heldOutFrom ? DatasetPart.HeldOut : DatasetPart.None;
        }

        return draw < options.HeldOutPeople + options.ValidationPeople ? DatasetPart.Validation : DatasetPart.Train;
    }
}
