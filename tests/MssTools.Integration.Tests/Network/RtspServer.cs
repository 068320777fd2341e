using System.Diagnostics;
using Xunit;

namespace MssTools.Integration.Tests.Network;

/// <summary>A theory that needs GStreamer's RTSP server for Python; skipped, with the reason, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RtspServerTheoryAttribute : TheoryAttribute
{
    public RtspServerTheoryAttribute() => Skip = MissingTools.ReasonToSkip(["ffmpeg", "ffprobe"])
        ?? (RtspServer.IsInstalled ? null : "Missing client: gir1.2-gst-rtsp-server-1.0 or python3-gi is not installed.");
}

/// <summary>GStreamer's RTSP server, with one file at <c>/live</c>.</summary>
internal sealed class RtspServer : IDisposable
{
    private const string Python = "/usr/bin/python3"; // the system's, which has the system's bindings
    private readonly Process _process;

    private RtspServer(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Whether the server and what it is written with are there.</summary>
    public static bool IsInstalled => File.Exists(Python)
        && Directory.Exists("/usr/lib/python3/dist-packages/gi")
        && Directory.EnumerateDirectories("/usr/lib").Any(d => File.Exists(Path.Join(d, "girepository-1.0", "GstRtspServer-1.0.typelib")));

    public int Port { get; }

    /// <summary>Starts the server and waits until it listens.</summary>
    /// <param name="file">A transport stream.</param>
    /// <param name="credentials">User, password and the algorithm, or nothing.</param>
    public static async Task<RtspServer> StartAsync(string file, params string[] credentials)
    {
        int port = FreePort.Tcp();
        string script = Path.Join(AppContext.BaseDirectory, "Network", "rtsp-server.py");
        Process process = Tool.Start(Python, Environment.CurrentDirectory, [script, $"{port}", file, .. credentials]);
        _ = process.StandardError.ReadToEndAsync();
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        return new RtspServer(process, port);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
