using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace MssTools.Integration.Tests.Rtmp;

/// <summary>nginx with its RTMP module, with one application <c>live</c>.</summary>
internal sealed class NginxRtmp : IDisposable
{
    private const string Module = "/usr/lib/nginx/modules/ngx_rtmp_module.so"; // Debian's libnginx-mod-rtmp
    private static readonly TimeSpan s_limit = Patience.Of(10);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    public NginxRtmp()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        File.WriteAllText(_folder.PathOf("nginx.conf"), $$"""
            load_module {{Module}};
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log;
            events { }
            rtmp { server { listen 127.0.0.1:{{Port}}; application live { live on; publish_notify on; } } }
            """);
        _process = Tool.Start("nginx", _folder.FullName, "-p", _folder.FullName, "-c", "nginx.conf", "-e", "error.log");
        ListeningPort.Await(Port, "nginx", s_limit);
    }

    public int Port { get; }

    /// <summary>Why the tests that need it cannot run here, or null.</summary>
    public static string? ReasonToSkip() => MissingTools.ReasonToSkip(["nginx", "ffmpeg", "ffprobe"])
        ?? (File.Exists(Module) ? null : "Missing client: nginx has no RTMP module (apt: libnginx-mod-rtmp).");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A test that needs nginx with its RTMP module; skipped, with the reason, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxRtmpFactAttribute : FactAttribute
{
    public NginxRtmpFactAttribute() => Skip = NginxRtmp.ReasonToSkip();
}
