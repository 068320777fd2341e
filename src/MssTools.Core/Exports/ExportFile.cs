using System.Globalization;
using MssTools.Core.Clips;
using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Exports;

/// <summary>A file that is exported, before anything is written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tracks">Its tracks, pictures first.</param>
internal sealed record ExportFile(string Name, IReadOnlyList<ExportTrack> Tracks)
{
    /// <summary>Finds out which files there will be.</summary>
    /// <param name="definition">What is asked for.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="manifest">What the group has of the stretch.</param>
    public static IReadOnlyList<ExportFile> Plan(ExportDefinition definition, string name, ClientManifest manifest)
    {
        List<(StreamIndex Index, QualityLevel Level)> all =
            [.. manifest.StreamIndexes.SelectMany(index => index.QualityLevels.Select(level => (index, level)))];
        IReadOnlyList<IReadOnlyList<(StreamIndex Index, QualityLevel Level)>> files = definition.SingleFile ? [all]
            : StatedRenditions.Divide(all, track => track.Index.Name, track => track.Level.Bitrate);
        IReadOnlyList<IReadOnlyList<(StreamIndex Index, QualityLevel Level)>> played = files;
        if (definition.Format != ExportFormat.Ism)
        {
            // Files that are played by themselves must have everything; of a content with fewer renditions, the least that there is.
            played = [.. files.Select((_, rank) => (IReadOnlyList<(StreamIndex, QualityLevel)>)(definition.SingleFile ? all
                : [.. manifest.StreamIndexes.Select(index => (index, Ranked(index, rank)))]))];
        }

        // Named by what no better file has.
        return [.. played.Select((tracks, rank) => new ExportFile(
            (files.Count == 1 ? name : NameOf(name, files[rank][0])) + ExtensionOf(definition.Format, tracks),
            [.. tracks.Select((track, i) => new ExportTrack((uint)i + 1, track.Index, track.Level))]))];
    }

    /// <summary>The fragments of the file, oldest first.</summary>
    public IEnumerable<(ExportTrack Track, ClipFragment Fragment)> Fragments() => Tracks
        .SelectMany(track => track.Index.Fragments.Select(time => (Track: track, Fragment: new ClipFragment(track.Index, track.Level, time))))
        .OrderBy(pair => pair.Fragment.Time.Time);

    private static QualityLevel Ranked(StreamIndex index, int rank) =>
        index.QualityLevels.OrderByDescending(level => level.Bitrate).ElementAt(Math.Min(rank, index.QualityLevels.Count - 1));

    private static string NameOf(string name, (StreamIndex Index, QualityLevel Level) first)
    {
        string content = first.Index.Name == Content.NameOf(MediaKind.Video) ? "" : $"_{first.Index.Name}";
        return string.Create(CultureInfo.InvariantCulture, $"{name}{content}_{first.Level.Bitrate}");
    }

    private static string ExtensionOf(ExportFormat format, IReadOnlyList<(StreamIndex Index, QualityLevel Level)> tracks) =>
        format == ExportFormat.Mp4 ? ".mp4" : tracks.Any(track => track.Index.Kind == MediaKind.Video) ? ".ismv" : ".isma";
}
