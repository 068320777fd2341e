using System.Diagnostics;
using System.Net.Sockets;
using MssTools.Bench.Disturbed;

namespace MssTools.Bench.Nodes;

/// <summary>The cluster's store: a redis-server that keeps what it is told, and can go away for a while.</summary>
internal sealed class StoreChild : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly int _port = FreePort.Tcp();
    private Process? _process;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="folder">Where it keeps its files; made.</param>
    public StoreChild(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Start();
    }

    /// <summary>What nodes are told.</summary>
    public string Address => $"redis://127.0.0.1:{_port}";

    /// <summary>Starts it and waits until it listens.</summary>
    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo(
            "redis-server", ["--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--logfile", Path.Join(_folder, "log")]))!;
        long start = Stopwatch.GetTimestamp();
        while (!Listens())
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                throw new InvalidOperationException("redis-server does not listen.");
            }

            Thread.Sleep(100);
        }
    }

    /// <summary>kill -9.</summary>
    public void Stop()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private bool Listens()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
