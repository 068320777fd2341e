using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Integration.Tests.Origin;

/// <summary>Sends bytes that no HTTP client would.</summary>
internal static class RawClient
{
    /// <summary>Sends a request and reads until the server closes, or is silent for a while.</summary>
    public static async Task<string> SendAsync(int port, string request, TimeSpan patience)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = client.GetStream();
        var answer = new MemoryStream();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
            await stream.CopyToAsync(answer, limit.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // What has come so far counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>The status of an answer; 0 where the server closed without one.</summary>
    public static int StatusOf(string answer) =>
        answer.Length >= 12 && answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3), provider: null) : 0;
}
