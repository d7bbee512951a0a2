using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace FeedbackLoop.AppHost.Tests;

public class ResourceEnvironmentTests
{
    [Fact]
    public async Task Services_get_the_variables_that_Aspire_would_give_them()
    {
        using var folder = new TemporaryFolder();
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.FeedbackLoop_AppHost>(["--data", folder.Path], TestContext.Current.CancellationToken);
        Get<ProjectResource>(builder, "search-api").Address = new Uri("http://localhost:7001");
        foreach (var name in (string[])["db-manager", "event-collector", "feature-store", "retraining"])
        {
            Get<ProjectResource>(builder, name).Address = new Uri("http://localhost:7002");
        }
        Get<PostgresServerResource>(builder, "postgres").Port = 7003;

        var web = Environment(Get<ProjectResource>(builder, "web"));
        var searchApi = Environment(Get<ProjectResource>(builder, "search-api"));

        Assert.Equal("http://localhost:7001", web["services__search-api__http__0"]);
        Assert.Equal("http://localhost:7001", web["SEARCH_API_HTTP"]);
        Assert.DoesNotContain("ConnectionStrings__feedbackdb", web.Keys);
        Assert.Matches("^Host=127.0.0.1;Port=7003;Username=postgres;Password=[A-Za-z0-9]{24};Database=feedbackdb$", searchApi["ConnectionStrings__feedbackdb"]);
        Assert.Equal(web["Keys__Operator"], searchApi["Keys__Operator"]);
        Assert.NotEqual(web["Keys__Operator"], web["Keys__Write"]);
        Assert.True(web["Keys__Operator"].Length >= 32);
    }

    [Fact]
    public async Task A_test_can_change_the_environment_of_a_resource_before_the_start()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.FeedbackLoop_AppHost>(TestContext.Current.CancellationToken);
        builder.CreateResourceBuilder<ProjectResource>("retraining").WithEnvironment("Retraining__Enabled", "false");

        Assert.Equal("false", Environment(Get<ProjectResource>(builder, "retraining"), onlyLast: true)["Retraining__Enabled"]);
    }

    private static T Get<T>(IDistributedApplicationBuilder builder, string name) where T : IResource => builder.CreateResourceBuilder<T>(name).Resource;

    private static Dictionary<string, string> Environment(IResourceWithEnvironment resource, bool onlyLast = false)
    {
        var environment = new Dictionary<string, string>();
        foreach (var set in onlyLast ? resource.Environment.TakeLast(1) : resource.Environment)
        {
            set(environment);
        }
        return environment;
    }
}
