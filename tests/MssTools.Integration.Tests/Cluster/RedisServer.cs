using System.Diagnostics;
using System.Globalization;
using System.Text;
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

    /// <summary>The bytes of each record, by key.</summary>
    public async Task<IReadOnlyDictionary<string, int>> SizesAsync()
    {
        const string Script =
            "local sizes = {} for _, key in ipairs(redis.call('keys', '*')) do "
            + "if redis.call('type', key).ok == 'hash' then local size = 0 for _, value in ipairs(redis.call('hvals', key)) do size = size + #value end "
            + "table.insert(sizes, key .. ' ' .. size) end end return sizes";
        byte[] told = await Tool.RunAsync("redis-cli", "-p", $"{Port}", "--raw", "eval", Script, "0");
        return Encoding.UTF8.GetString(told).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
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
