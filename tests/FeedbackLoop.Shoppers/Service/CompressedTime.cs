namespace FeedbackLoop.Shoppers.Service;

/// <summary>The configuration by which days become seconds. Nothing else differs from a real installation.</summary>
internal static class CompressedTime
{
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        // A search closes seconds, not half an hour, after its last event.
        ["Features__CloseAfter"] = "00:00:03",
        ["Features__TickInterval"] = "00:00:00.500",
        ["Search__SwapProbability"] = "0.1",
        ["Retraining__Interval"] = "00:00:01",
        ["Retraining__Metrics__Window"] = "00:00:30",
        ["Retraining__Metrics__Settle"] = "00:00:10",
        ["Retraining__Triggers__AccuracyMinimumPairs"] = "100",
        ["Retraining__Triggers__NewExamples"] = "800",
        ["Retraining__Triggers__MinimumExamples"] = "700",
        ["Retraining__Triggers__MinimumPause"] = "00:00:40",
        ["Retraining__PositionBias__Interval"] = "00:00:15",
        ["Retraining__PositionBias__MinimumVaried"] = "100",
        ["Retraining__Drift__Interval"] = "00:00:30",
        ["Retraining__Dataset__MinimumSearches"] = "150",
        ["Retraining__Training__Trees"] = "80",
        ["Retraining__Training__Leaves"] = "4",
        ["Retraining__Training__LearningRate"] = "0.05",
        ["Retraining__Training__MinDataInLeaf"] = "60",
        ["Retraining__Training__L2"] = "20",
        ["Retraining__Training__EarlyStopping"] = "0",
        ["Retraining__Dataset__PropensityFloor"] = "0.1",
        ["Retraining__Dataset__HeldOutPeople"] = "0.3",
        ["Retraining__Dataset__HeldOutNewest"] = "1",
        ["Retraining__Dataset__ValidationPeople"] = "0",
        ["Retraining__Gate__MinimumSearches"] = "30",
        ["Retraining__Gate__Tolerance"] = "0.04",
        ["Retraining__Experiment__LookInterval"] = "00:00:02",
        ["Retraining__Experiment__TightestAt"] = "300",
        ["Retraining__Experiment__LeastPeoplePerArm"] = "50",
        ["Retraining__Experiment__Interleaving__Share"] = "1",
        ["Retraining__Experiment__Interleaving__LeastPeople"] = "60",
        ["Retraining__Experiment__Interleaving__MostPeople"] = "400",
        ["Retraining__Experiment__Interleaving__MostTime"] = "00:02:00",
        ["Retraining__Experiment__Ab__LeastPeople"] = "200",
        ["Retraining__Experiment__Ab__LeastTime"] = "00:00:05",
        ["Retraining__Experiment__Ab__MostPeople"] = "1200",
        ["Retraining__Experiment__Ab__MostTime"] = "00:05:00",
        ["Retraining__Experiment__Ab__NonInferiorityMargin"] = "0.08",
        ["Retraining__Experiment__Interleaving__RequirePreference"] = "true",
        ["Retraining__Experiment__Ramp__Shares"] = "0.9",
        ["Retraining__Experiment__Ramp__StepTime"] = "00:00:05",
        ["Retraining__Experiment__Ramp__StepPeople"] = "60",
        // These people use the catalogue's own words: there is nothing for a query adapter to learn, and one would only take up time for tests.
        ["Retraining__Adapter__NewEvidence"] = "0",
        ["Retraining__Guard__Watch"] = "00:00:15",
        ["Retraining__Guard__LookInterval"] = "00:00:02",
        ["Retraining__Guard__BaselineWindow"] = "00:10:00",
    };
}
