using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace MssTools.Cmdlets.Tests;

/// <summary>A command that a script sends to a service, and the line that it becomes: one and the same.</summary>
public sealed class EvoStreamServiceTests : ModuleTest
{
    public EvoStreamServiceTests() => Session.SetLocation(Web);

    [Theory]
    [InlineData("createMSSStream localStreamNames=a targetFolder=WEB/www")]
    [InlineData("createMSSStream localStreamNames=a,b targetFolder=WEB/www/ staleRetentionCount=0 playlistType=rolling")]
    [InlineData(
        "createMSSStream localStreamNames=a,b targetFolder=WEB/www bandwidths=1000000,2000000 groupName=g playlistType=ROLLING playlistLength=7 manifestName=m.ismc"
        + " chunkLength=3 chunkOnIDR=0 keepAlive=0 overwriteDestination=0 staleRetentionCount=5 cleanupDestination=1 ismType=ismc isLive=true")]
    [InlineData(
        "createMSSStream localStreamNames=a targetFolder=WEB/www ismType=isml publishingPoint=http://user:pw@127.0.0.1:9/x.isml ingestMode=loop audioBitrates=64000"
        + " videoBitrates=1000000")]
    public void CreateMssStream_OverHttpAndAsALine_MakesTheSameGroup(string command)
    {
        command = command.Replace("WEB", Web, StringComparison.Ordinal);
        try
        {
            Assert.True(Session.One<MssService>("Start-MSSService ./s -EvoStreamApi").TakesEvoStream);
            Session.Run("Connect-MSSService ./s -Name s");
            Session.Set("command", command);

            Assert.Equal("SUCCESS", Send(command).GetProperty("status").GetString());
            string sent = Definition();
            Session.Run("Get-MSSGroup | Remove-MSSGroup; & ([scriptblock]::Create((ConvertFrom-EvoStreamCommand $command).Line))");

            Assert.Equal(Definition(), sent);
        }
        finally
        {
            Session.Run("Stop-MSSService ./s; Disconnect-MSSService s");
        }
    }

    private string Definition() => JsonSerializer.Serialize(Session.One<MssGroup>("Get-MSSGroup").Definition);

    private JsonElement Send(string command)
    {
        int space = command.IndexOf(' ', StringComparison.Ordinal);
        string settings = Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(command[(space + 1)..])));
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Join(Web, "s", "control.sock")), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost/{command[..space]}?params={settings}");
        using HttpResponseMessage answer = http.Send(request);
        return JsonDocument.Parse(answer.Content.ReadAsStream()).RootElement.Clone();
    }
}
