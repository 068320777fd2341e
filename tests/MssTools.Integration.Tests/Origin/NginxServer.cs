using System.Diagnostics;
using MssTools.Core;
using MssTools.Core.Tests;

namespace MssTools.Integration.Tests.Origin;

/// <summary>A real nginx with the configuration that we write for a web root.</summary>
internal sealed class NginxServer : IDisposable
{
    private static readonly string[] s_modules = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private NginxServer(string root, int port, Uri? origin)
    {
        File.WriteAllText(_folder.PathOf("mss.conf"), new MssEngine(TimeProvider.System).ExportServerConfig(ServerConfigKind.Nginx, root, port, origin));
        string temporary = string.Join(' ', s_modules.Select(t => $"{t}_temp_path {_folder.PathOf("t")};"));
        File.WriteAllText(
            _folder.PathOf("nginx.conf"),
            $"daemon off; master_process off; pid {_folder.PathOf("pid")}; error_log {_folder.PathOf("error.log")}; events {{ }} "
                + $"http {{ access_log off; {temporary} include {_folder.PathOf("mss.conf")}; }}");
        _process = Tool.Start("nginx", _folder.FullName, "-e", _folder.PathOf("error.log"), "-c", _folder.PathOf("nginx.conf"));
        Address = new Uri($"http://127.0.0.1:{port}/");
    }

    /// <summary>Address of the root.</summary>
    public Uri Address { get; }

    /// <summary>Starts nginx and waits until it answers.</summary>
    public static async Task<NginxServer> StartAsync(string root, Uri? origin = null)
    {
        var server = new NginxServer(root, FreePort.Find(), origin);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var limit = new CancellationTokenSource(Patience.Of(10));
        while (true)
        {
            try
            {
                await client.GetStringAsync(new Uri("healthz", UriKind.Relative), limit.Token);
                return server;
            }
            catch (HttpRequestException) when (!server._process.HasExited)
            {
                await Task.Delay(50, limit.Token);
            }
            catch (HttpRequestException)
            {
                string complaints = await server._process.StandardError.ReadToEndAsync(CancellationToken.None);
                server.Dispose();
                throw new InvalidOperationException($"nginx does not take the configuration: {complaints}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
    }
}
