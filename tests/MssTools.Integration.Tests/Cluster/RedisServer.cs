using System.Diagnostics;
using MssTools.Core.Tests;

namespace MssTools.Integration.Tests.Cluster;

/// <summary>A redis-server of its own, which keeps what it is told on disk and can go away for a while.</summary>
internal sealed class RedisServer : IDisposable
{
    private static readonly TimeSpan s_limit = Patience.Of(10);

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    /// <summary>Starts it and waits until it listens.</summary>
    public RedisServer() => Start();

    public int Port { get; } = FreePort.Find();

    public Uri Address => new($"redis://127.0.0.1:{Port}");

    public void Start()
    {
        _process = Tool.Start(
            "redis-server", _folder.FullName, "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--appendonly", "yes", "--appendfsync", "always");
        ListeningPort.Await(Port, "redis-server", s_limit);
    }

    public void Stop()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Stop();
        }

        _folder.Dispose();
    }
}
