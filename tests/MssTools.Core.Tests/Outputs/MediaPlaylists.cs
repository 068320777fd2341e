using System.Globalization;
using System.Text;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;

namespace MssTools.Core.Tests.Outputs;

/// <summary>Another dialect: a media playlist (RFC 8216) for each QualityLevel.</summary>
internal sealed class MediaPlaylists : IManifestDialect
{
    private readonly Dictionary<string, (List<FragmentTime> Listed, int Left)> _before = [];

    public IEnumerable<ManifestDocument> Write(ManifestUpdate update) =>
        update.Manifest is not { } manifest
            ? []
            : manifest.StreamIndexes.SelectMany(index => index.QualityLevels.Select(level => Write(index, level, manifest)));

    private ManifestDocument Write(StreamIndex index, QualityLevel level, ClientManifest manifest)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{index.Name}_{level.Bitrate}.m3u8");
        (List<FragmentTime> listed, int left) = _before.GetValueOrDefault(name, ([], 0));
        left += listed.Count(fragment => fragment.Time < index.Fragments[0].Time);
        _before[name] = ([.. index.Fragments], left);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:{left}\n");
        long end = index.Fragments[0].Time;
        foreach (FragmentTime fragment in index.Fragments)
        {
            string path = index.Url.Replace("{bitrate}", $"{level.Bitrate}", StringComparison.Ordinal).Replace("{start time}", $"{fragment.Time}", StringComparison.Ordinal);
            text.Append(fragment.Time == end ? "" : "#EXT-X-DISCONTINUITY\n");
            text.Append(CultureInfo.InvariantCulture, $"#EXTINF:{(double)fragment.Duration / Timescale.Ticks:0.000},\n{path}\n");
            end = fragment.End;
        }

        text.Append(manifest.IsLive ? "" : "#EXT-X-ENDLIST\n");
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        return new ManifestDocument(name, () => bytes);
    }
}
