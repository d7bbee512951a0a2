using System.Net;
using System.Net.Sockets;
using FeedbackLoop.AppHost.Embedded.Running;

namespace FeedbackLoop.AppHost.Tests.Running;

public class PortAllocatorTests
{
    [Fact]
    public void A_taken_port_gives_way_to_the_next_and_the_person_is_told()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var said = new StringWriter();

        var port = new PortAllocator(random: false, new Terminal(said, colours: false, [])).For("web", taken);

        Assert.InRange(port, taken + 1, taken + 99);
        Assert.Equal($"Port {taken} is taken by another program, so web is at port {port}.", said.ToString().Trim());
    }

    [Fact]
    public void No_two_resources_get_the_same_port()
    {
        var ports = new PortAllocator(random: true, new Terminal(TextWriter.Null, colours: false, []));

        Assert.Equal(50, Enumerable.Range(0, 50).Select(i => ports.For($"r{i}", 0)).Distinct().Count());
    }
}
