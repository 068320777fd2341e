using System.Globalization;
using System.Text;

namespace MssTools.Core.Services;

/// <summary>How it is with the groups of a service, in Prometheus' text format, version 0.0.4.</summary>
internal static class ServiceMetrics
{
    /// <summary>Where they are.</summary>
    public const string Path = "/metrics";

    /// <summary>The media type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes them.</summary>
    /// <param name="service">The service.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="now">The present, for ages.</param>
    public static byte[] Write(MssService service, IReadOnlyList<MssGroup> groups, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Head(text, "mss_service_pending", "gauge", "What the service was told and cannot do now.");
        text.Append(CultureInfo.InvariantCulture, $"mss_service_pending {service.Pending.Count}\n");
        Each("mss_group_state", "gauge", "1 for the state that the group is in.", groups, static _ => 1, group => $",state=\"{group.State}\"");
        Each(
            "mss_group_fragment_age_seconds",
            "gauge",
            "Time since a fragment of a group that runs was last stored.",
            groups.Where(group => group is { State: StreamState.Running or StreamState.Waiting, LastFragmentTime: not null }),
            group => (now - group.LastFragmentTime!.Value).TotalSeconds);
        Each("mss_group_bits_per_second", "gauge", "Bit rate of what comes in, all tracks together.", groups, static group => group.Tracks.Sum(track => track.Bitrate));
        Each("mss_group_fragments_total", "counter", "Fragments stored.", groups, static group => group.FragmentCount);
        Each("mss_group_bytes_total", "counter", "Bytes stored.", groups, static group => group.Bytes);
        Each("mss_group_dropped_fragments_total", "counter", "Fragments left out.", groups, static group => group.Streams.Sum(s => s.DroppedFragmentCount));
        Each("mss_group_reconnects_total", "counter", "How often an input that was there was lost.", groups, static group => group.Streams.Sum(s => s.DisconnectCount));
        Each("mss_group_losses_total", "counter", "Places where something of an input was lost on its way.", groups, static group => group.Streams.Sum(s => s.LossCount));
        return Encoding.UTF8.GetBytes(text.ToString());

        void Each(
            string name, string type, string help, IEnumerable<MssGroup> of, Func<MssGroup, double> value, Func<MssGroup, string>? more = null)
        {
            Head(text, name, type, help);
            foreach (MssGroup group in of)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{name}{{group=\"{Escaped(group.GroupName)}\",folder=\"{Escaped(group.TargetFolder)}\"{more?.Invoke(group)}}} {value(group)}\n");
            }
        }
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static string Escaped(string label) => label
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
