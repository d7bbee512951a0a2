using System.Text.Json;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>Where everything is, in <c>addresses.json</c> beside the keys, while everything is healthy: for programs on this machine, such as the shoppers.</summary>
internal static class AddressFile
{
    private const string Name = "addresses.json";

    public static void Write(DistributedApplication application)
    {
        var addresses = application.Builder.Resources.OfType<ProjectResource>()
            .Where(project => project.Address is not null)
            .ToDictionary(project => project.Name, project => project.Address!.GetLeftPart(UriPartial.Authority));
        var file = Path.Combine(application.Builder.DataFolder, Name);
        // First beside it, then over it: a reader sees all of it or nothing.
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(addresses));
        File.Move(file + ".new", file, overwrite: true);
    }

    public static void Delete(DistributedApplication application) => File.Delete(Path.Combine(application.Builder.DataFolder, Name));
}
