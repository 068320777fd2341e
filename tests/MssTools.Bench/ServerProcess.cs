using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MssTools.Bench;

/// <summary>A web server in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(string program, IEnumerable<string> arguments, int port)
    {
        Port = port;
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true })!;
        WaitUntilItAnswers();
    }

    /// <summary>The port that it listens on, on the loopback interface.</summary>
    public int Port { get; }

    /// <summary>Address of a file.</summary>
    public string UrlOf(string path) => $"http://127.0.0.1:{Port}/{path}";

    /// <summary>Processor time so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that is resident now, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>nginx with one worker and what its documentation recommends for files.</summary>
    public static ServerProcess Nginx(string root)
    {
        int port = FreePort();
        string folder = Path.Join(ToolPath.Artifacts, "nginx");
        Directory.CreateDirectory(folder);
        string configuration = Path.Join(folder, "nginx.conf");
        string temporary = string.Join(' ', ((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(t => $"{t}_temp_path {folder}/t;"));
        File.WriteAllText(
            configuration,
            $"daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; "
                + "worker_rlimit_nofile 20000; events { worker_connections 15000; } "
                + $"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; {temporary} "
                + "types { video/mp4 fmp4; application/vnd.ms-sstr+xml ismc; } "
                + $"server {{ listen 127.0.0.1:{port} backlog=1024; root {root}; }} }}");
        return new ServerProcess("nginx", ["-e", Path.Join(folder, "error.log"), "-c", configuration], port);
    }

    /// <summary>Start-MSSServer in the script host, as a user has it in a session.</summary>
    public static ServerProcess Ours(string root, string host)
    {
        int port = FreePort();
        string script = Path.Join(ToolPath.Artifacts, "serve.ps1");
        File.WriteAllText(script, "$null = Start-MSSServer $args[0] -Port $args[1]; [Threading.Thread]::Sleep(-1)");
        return new ServerProcess(host, [script, root, $"{port}"], port);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void WaitUntilItAnswers()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (watch.Elapsed < s_patience && !_process.HasExited)
            {
                Thread.Sleep(50);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
