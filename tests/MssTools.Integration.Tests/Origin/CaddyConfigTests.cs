using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MssTools.Core;
using Xunit;

namespace MssTools.Integration.Tests.Origin;

/// <summary>Caddy with our configuration, where it is installed.</summary>
public class CaddyConfigTests
{
    [OptionalToolFact("caddy")]
    public async Task Origin_HoldsAnnouncedFragmentsAndCutsParts()
    {
        using var served = new ServedGroup();
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        string config = new MssEngine(TimeProvider.System).ExportServerConfig(ServerConfigKind.Caddy, served.Root, port, new Uri(served.Server.Url));
        File.WriteAllText(folder.PathOf("Caddyfile"), "{\n\tadmin off\n\tauto_https off\n}\n" + config);
        using Process caddy = Tool.Start("caddy", folder.FullName, "run", "--config", folder.PathOf("Caddyfile"), "--adapter", "caddyfile");
        try
        {
            var address = new Uri($"http://127.0.0.1:{port}/");
            Assert.True(SpinWait.SpinUntil(() => Answers(address) || caddy.HasExited, Patience.Of(20)));
            Assert.False(caddy.HasExited, caddy.HasExited ? await caddy.StandardError.ReadToEndAsync() : "");
            await ProxiedGroup.CheckAsync(served, address);
        }
        finally
        {
            caddy.Kill();
            await caddy.WaitForExitAsync();
        }
    }

    private static bool Answers(Uri address)
    {
        try
        {
            using var socket = new TcpClient(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
