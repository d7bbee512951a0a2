using System.CommandLine;
using FeedbackLoop.Bench.Retrieval;

var root = new RootCommand("Measurements of FeedbackLoop");
root.Add(EmbedCommand.Create());
return await root.Parse(args).InvokeAsync();
