using System.CommandLine;
using FeedbackLoop.Bench.Catalog;
using FeedbackLoop.Bench.Collector;
using FeedbackLoop.Bench.Learning;
using FeedbackLoop.Bench.Retrieval;
using FeedbackLoop.Bench.Search;

// Measurements, each printing one JSON line per result. Commands live in folders named for the part that they measure.
var root = new RootCommand("Measures FeedbackLoop: one JSON line per result, each repeatable with its command line and seed.")
{
    EventsCommand.Create(),
    LtrCommand.Create(),
    SynthCommand.Create(),
    ClicksCommand.Create(),
    PropensityCommand.Create(),
    InterleaveCommand.Create(),
    ExperimentCommand.Create(),
    DriftCommand.Create(),
    PoisonCommand.Create(),
    OpeCommand.Create(),
    EmbedCommand.Create(),
    RetrievalCommand.Create(),
    SearchCommand.Create(),
    AdaptCommand.Create(),
    VaryCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
