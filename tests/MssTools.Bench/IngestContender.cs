using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MssTools.Bench;

/// <summary>A server that publishers push to, and that writes what players get.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Start">Starts it with a folder of its own, a port, and the names of the streams.</param>
/// <param name="ConnectAsync">Has a publisher of a name connect to a port.</param>
/// <param name="ListingOf">Tells, in that folder, how many fragments of pictures are listed of a name.</param>
internal sealed partial record IngestContender(
    string Name,
    Func<string, int, IReadOnlyList<string>, Process> Start,
    Func<int, string, Task<Publisher>> ConnectAsync,
    Func<string, string, Func<int>> ListingOf)
{
    private const string NginxModule = "/usr/lib/nginx/modules/ngx_rtmp_module.so"; // Debian's libnginx-mod-rtmp

    /// <summary>Fragments of 2 s, no look-ahead: what is listed is what a playlist of HLS would list.</summary>
    public static IngestContender MssTools(string host, RtmpFeed feed) => new(
        "MssTools",
        (folder, port, names) => Host(host, folder, $"""
            $null = '{string.Join("', '", names)}' | ForEach-Object {'{'}
                New-MSSStream $_ '{folder}' -ChunkLength 2 -LookAheadFragmentCount 0
            {'}'}
            $null = Start-MSSIngest -Port {port} -Address 127.0.0.1 # last: who finds it open finds all streams made
            """),
        (port, name) => RtmpPublisher.ConnectAsync(feed, port, name),
        ManifestOf);

    /// <summary>The same streams, each pushed to a publishing point and not stored.</summary>
    public static IngestContender Push(string host, RtmpFeed feed, SmoothSink sink) => new(
        "MssTools, RTMP in, Smooth out",
        (folder, port, names) => Host(host, folder, $"""
            $null = '{string.Join("', '", names)}' | ForEach-Object {'{'}
                New-MSSStream $_ -IsmType Isml -PublishingPoint "http://127.0.0.1:{sink.Port}/$_.isml" -ChunkLength 2 -LookAheadFragmentCount 0
            {'}'}
            $null = Start-MSSIngest -Port {port} -Address 127.0.0.1
            """),
        (port, name) => RtmpPublisher.ConnectAsync(feed, port, name),
        (_, name) => () => sink.FragmentsOf(name));

    /// <summary>The same streams, received at publishing points.</summary>
    public static IngestContender Points(string host, SmoothFeed feed) => new(
        "MssTools, Smooth in",
        (folder, port, names) => Host(host, folder, $"""
            $server = Start-MSSServer '{folder}' -Port {port} -Address 127.0.0.1
            $null = '{string.Join("', '", names)}' | New-MSSPublishingPoint -ServerId $server.Id -ChunkLength 2 -LookAheadFragmentCount 0
            """),
        (port, name) => SmoothPublisher.ConnectAsync(feed, port, name),
        ManifestOf);

    /// <summary>nginx with its RTMP module, which writes MPEG-TS for HLS.</summary>
    public static IngestContender Nginx(RtmpFeed feed) => new(
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
        (port, name) => RtmpPublisher.ConnectAsync(feed, port, name),
        (folder, name) => new FileListing(Path.Join(folder, "hls", name + ".m3u8"), playlist => ListedSegment().Count(playlist)).Count);

    /// <summary>True where nginx and its module are installed.</summary>
    public static bool HasNginx => ToolPath.Exists("nginx") && File.Exists(NginxModule);

    private static Process Host(string host, string folder, string commands)
    {
        string script = Path.Join(folder, "ingest.ps1");
        File.WriteAllText(script, commands + "\n[Threading.Thread]::Sleep(-1)\n");
        return Process.Start(new ProcessStartInfo(host, [script]) { WorkingDirectory = folder })!;
    }

    private static Func<int> ManifestOf(string folder, string name) => new FileListing(
        Path.Join(folder, name, "manifest.ismc"),
        manifest => FragmentRow().Count(manifest[..Math.Max(0, manifest.IndexOf("</StreamIndex>", StringComparison.Ordinal))])).Count;

    [GeneratedRegex("<c ")]
    private static partial Regex FragmentRow();

    [GeneratedRegex("#EXTINF")]
    private static partial Regex ListedSegment();
}
