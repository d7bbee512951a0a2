using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Learning.Experiments;

namespace FeedbackLoop.Retraining.Experiments;

/// <summary>A look's numbers and what the rules make of them.</summary>
public sealed record Judgement(ExperimentVerdict Verdict, string Reason, ExperimentLook Look);
