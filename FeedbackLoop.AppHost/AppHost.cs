// The architecture of FeedbackLoop: every process, what it uses and what it waits for. A plain Aspire AppHost; the embedded profile runs it without Aspire.

using FeedbackLoop.AppHost;

var builder = DistributedApplication.CreateBuilder(args);

// Who may send events, and who may change the loop.
var writeKey = builder.AddParameter("write-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
var operatorKey = builder.AddParameter("operator-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

// PostgreSQL for everything in the embedded profile; beside it, Kafka and Redis in the cloud profile.
var (feedbackDb, eventLog, featureCache) = builder.AddStores();

// Migrates the database and fills the catalogue; everything else starts when that is done.
var dbManager = builder.AddProject<Projects.FeedbackLoop_DbManager>("db-manager")
    .WithReference(feedbackDb)
    .WithEnvironment("Catalog__Folder", builder.Configuration["catalog"])
    .WithEnvironment("Keys__Operator", operatorKey)
    .WithHttpHealthCheck("/health")
    .WaitFor(feedbackDb);

// Answers queries and remembers what it showed.
var searchApi = builder.AddProject<Projects.FeedbackLoop_SearchApi>("search-api")
    .WithReference(feedbackDb)
    .WithReference(eventLog)
    .WithReference(featureCache)
    .WithEnvironment("Keys__Operator", operatorKey)
    .WithHttpHealthCheck("/health")
    .WaitFor(dbManager)
    .WaitFor(eventLog);

// Takes in what people did.
var eventCollector = builder.AddProject<Projects.FeedbackLoop_EventCollector>("event-collector")
    .WithReference(feedbackDb)
    .WithReference(eventLog)
    .WithEnvironment("Keys__Write", writeKey)
    .WithEnvironment("Keys__Operator", operatorKey)
    .WithHttpHealthCheck("/health")
    .WaitFor(dbManager)
    .WaitFor(eventLog);

// Turns events into features and training examples.
var featureStore = builder.AddProject<Projects.FeedbackLoop_FeatureStore>("feature-store")
    .WithReference(feedbackDb)
    .WithReference(eventLog)
    .WithReference(featureCache)
    .WithEnvironment("Keys__Operator", operatorKey)
    .WithHttpHealthCheck("/health")
    .WaitFor(dbManager)
    .WaitFor(eventLog);

// Watches the loop, trains, tests in traffic, promotes and takes back.
var retraining = builder.AddProject<Projects.FeedbackLoop_Retraining>("retraining")
    .WithReference(feedbackDb)
    .WithEnvironment("Keys__Operator", operatorKey)
    .WithHttpHealthCheck("/health")
    .WaitFor(dbManager);

// The shop window and the loop's dashboards.
builder.AddProject<Projects.FeedbackLoop_Web>("web")
    .WithReference(dbManager)
    .WithReference(searchApi)
    .WithReference(eventCollector)
    .WithReference(featureStore)
    .WithReference(retraining)
    .WithEnvironment("Keys__Write", writeKey)
    .WithEnvironment("Keys__Operator", operatorKey)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WaitFor(searchApi)
    .WaitFor(eventCollector);

#if CLOUD
// What the dashboard can do, and where all of this runs when it is deployed.
retraining.WithRetrainCommand(operatorKey);
builder.AddShoppers(searchApi, eventCollector, retraining, writeKey);
builder.AddDeployment();
#endif

builder.Build().Run();
