using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MssTools.Bench;

/// <summary>A server that publishers push to, and that writes what players get.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Start">Starts it with a folder of its own, a port, and the names of the streams.</param>
/// <param name="PlaylistOf">Full path of a stream's manifest or playlist in that folder.</param>
/// <param name="CountFragments">Video fragments that a manifest or playlist has listed so far.</param>
internal sealed partial record IngestContender(
    string Name,
    Func<string, int, IReadOnlyList<string>, Process> Start,
    Func<string, string, string> PlaylistOf,
    Func<string, int> CountFragments)
{
    private const string NginxModule = "/usr/lib/nginx/modules/ngx_rtmp_module.so"; // Debian's libnginx-mod-rtmp

    /// <summary>Fragments of 2 s, no look-ahead: what is listed is what a playlist of HLS would list.</summary>
    public static IngestContender MssTools(string host) => new(
        "MssTools",
        (folder, port, names) =>
        {
            string script = Path.Join(folder, "ingest.ps1");
            File.WriteAllText(script, $"""
                $null = '{string.Join("', '", names)}' | ForEach-Object {'{'}
                    New-MSSStream $_ '{folder}' -ChunkLength 2 -LookAheadFragmentCount 0
                {'}'}
                $null = Start-MSSIngest -Port {port} -Address 127.0.0.1 # last: who finds it open finds all streams made
                Wait-MSSStream *
                """);
            return Process.Start(new ProcessStartInfo(host, [script]) { WorkingDirectory = folder })!;
        },
        (folder, name) => Path.Join(folder, name, "manifest.ismc"),
        manifest => FragmentRow().Count(manifest[..Math.Max(0, manifest.IndexOf("</StreamIndex>", StringComparison.Ordinal))]));

    /// <summary>nginx with its RTMP module, which writes MPEG-TS for HLS.</summary>
    public static IngestContender Nginx { get; } = new(
        "nginx, RTMP module, HLS",
        (folder, port, _) =>
        {
            File.WriteAllText(Path.Join(folder, "nginx.conf"), $$"""
                load_module {{NginxModule}};
                user root;
                daemon off;
                worker_processes 2;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 2048; }
                rtmp { server { listen 127.0.0.1:{{port}}; application live {
                    live on; hls on; hls_path {{folder}}/hls; hls_fragment 2s; hls_playlist_length 10m;
                } } }
                """);
            return Process.Start(new ProcessStartInfo("nginx", ["-p", folder, "-c", "nginx.conf", "-e", "error.log"]))!;
        },
        (folder, name) => Path.Join(folder, "hls", name + ".m3u8"),
        playlist => ListedSegment().Count(playlist));

    /// <summary>True where nginx and its module are installed.</summary>
    public static bool HasNginx => ToolPath.Exists("nginx") && File.Exists(NginxModule);

    [GeneratedRegex("<c ")]
    private static partial Regex FragmentRow();

    [GeneratedRegex("#EXTINF")]
    private static partial Regex ListedSegment();
}
