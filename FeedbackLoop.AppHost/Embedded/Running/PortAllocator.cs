using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>Gives every resource a port: the one in its launch profile where that is free, else the next, and says so.</summary>
internal sealed class PortAllocator(bool random, Terminal terminal)
{
    private const int Tries = 100;
    private readonly HashSet<int> _given = [];

    public static int Any() => FreePort.Next();

    public int For(string resource, int wanted)
    {
        if (random || wanted == 0)
        {
            return Next();
        }
        for (var port = wanted; port < wanted + Tries; port++)
        {
            // Not another resource's, either: those that follow want theirs.
            if (FreePort.IsFree(port) && _given.Add(port))
            {
                if (port != wanted)
                {
                    terminal.WriteLine($"Port {wanted} is taken by another program, so {resource} is at port {port}.");
                }
                return port;
            }
        }
        throw new DistributedApplicationException($"Port {wanted}, which {resource} would use, and the {Tries - 1} after it are taken by other programs.");
    }

    private int Next()
    {
        int port;
        do
        {
            port = FreePort.Next();
        }
        while (!_given.Add(port));
        return port;
    }
}
