using System.Diagnostics;

namespace MssTools.Bench.Disturbed;

/// <summary>nginx with its RTMP module: encoders publish there, and the engine pulls.</summary>
internal sealed class RtmpServer : IDisposable
{
    private const string Module = "/usr/lib/nginx/modules/ngx_rtmp_module.so"; // Debian's libnginx-mod-rtmp

    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="folder">An empty folder for its configuration and log.</param>
    /// <exception cref="InvalidOperationException">nginx or its module is not installed.</exception>
    public RtmpServer(string folder)
    {
        if (!File.Exists(Module) || !ToolPath.Exists("nginx"))
        {
            throw new InvalidOperationException(
                "nginx has no RTMP module, which serves what is pulled: apt install libnginx-mod-rtmp.");
        }

        Directory.CreateDirectory(folder);
        Port = FreePort.Tcp();
        File.WriteAllText(Path.Join(folder, "nginx.conf"), $$"""
            load_module {{Module}};
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log;
            events { }
            rtmp { server { listen 127.0.0.1:{{Port}}; application live { live on; publish_notify on; drop_idle_publisher 5s; } } }
            """);
        _process = Process.Start("nginx", ["-p", folder, "-c", "nginx.conf", "-e", "error.log"]);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
