using System.Net;
using System.Net.Sockets;

namespace FeedbackLoop.AppHost.Embedded.Processes;

internal static class FreePort
{
    /// <summary>A TCP port of 127.0.0.1 that nobody has at the moment.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
