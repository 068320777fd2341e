using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MssTools.Core.Tests.Inputs.Network;

/// <summary>A server that answers each connection as the test says, and closes it.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    /// <param name="answer">Gets the head of the request (up to the empty line) where one is waited for.</param>
    /// <param name="waitsForRequest">False for servers that talk first.</param>
    public LoopbackServer(Func<string, NetworkStream, CancellationToken, Task> answer, bool waitsForRequest = true)
    {
        _listener.Start();
        _ = Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    NetworkStream stream = client.GetStream();
                    await answer(waitsForRequest ? await ReadHeadAsync(stream) : "", stream, _stop.Token);
                }
                catch (Exception failure) when (failure is IOException or OperationCanceledException)
                {
                    // The client has left, or the test is over.
                }
            }
        });
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static Task SendAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    /// <summary>Reads up to an empty line, or to the end.</summary>
    public static async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        byte[] next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(next) == 1)
        {
            head.Append((char)next[0]);
        }

        return head.ToString();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }
}
