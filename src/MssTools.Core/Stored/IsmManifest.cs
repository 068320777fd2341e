using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Stored;

/// <summary>The client manifest of a presentation, made of its server manifest and of what its files have.</summary>
internal static class IsmManifest
{
    /// <summary>A track of the presentation, as addresses name it.</summary>
    /// <param name="Name">Name of its StreamIndex.</param>
    /// <param name="Bitrate">Its own in that StreamIndex.</param>
    /// <param name="Stated">What the server manifest says of it.</param>
    /// <param name="Track">What its file has.</param>
    internal sealed record Entry(string Name, long Bitrate, ServerManifestTrack Stated, IsmTrack Track);

    /// <summary>Gives tracks the names and bit rates by which they are asked for.</summary>
    /// <param name="tracks">What the server manifest and the files say.</param>
    public static IReadOnlyList<Entry> Name(IEnumerable<(ServerManifestTrack Stated, IsmTrack Track)> tracks)
    {
        HashSet<(string, long)> taken = [];
        List<Entry> entries = [];
        foreach ((ServerManifestTrack stated, IsmTrack track) in tracks)
        {
            string name = IsName(stated.TrackName) ? stated.TrackName : Content.NameOf(stated.Kind!.Value);
            long bitrate = stated.SystemBitrate > 0 ? stated.SystemBitrate : Measured(track);
            while (!taken.Add((name, bitrate)))
            {
                bitrate++;
            }

            entries.Add(new Entry(name, bitrate, stated, track));
        }

        return entries;
    }

    /// <summary>Makes the manifest; null where no track can be served, or tracks of several timescales.</summary>
    public static ClientManifest? Make(IReadOnlyList<Entry> entries)
    {
        List<Entry> served = [.. entries.Where(entry => entry.Track is { Config: not null, Fragments.Count: > 0 })];
        if (served.Count == 0 || served.Exists(entry => entry.Track.Timescale != served[0].Track.Timescale) || served[0].Track.Timescale % 1000 != 0)
        {
            return null;
        }

        int timescale = (int)served[0].Track.Timescale;
        List<StreamIndex> indexes =
        [
            .. served.GroupBy(entry => entry.Name).Select(content => Index([.. content], timescale)).OrderBy(index => index.Kind)
                .Where(index => index.Fragments.Count > 0),
        ];
        return indexes.Count == 0 ? null : new ClientManifest(timescale, IsLive: false, LookAheadFragmentCount: 0, DvrWindow: 0, indexes);
    }

    /// <summary>True where a client manifest lists what the files have.</summary>
    public static bool Fits(PublishedManifest manifest, IReadOnlyList<Entry> entries)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return !manifest.IsLive && manifest.StreamIndexes.Count > 0 && manifest.StreamIndexes.All(index => index.Levels.Count > 0 && index.Count > 0
            && index.Levels.All(level => entries.FirstOrDefault(entry => entry.Name == index.Name && entry.Bitrate == level.Bitrate) is { } entry
                && entry.Track.Timescale == index.TimeScale && index.Fragments.All(fragment => entry.Track.At(fragment.Time) is not null)));
    }

    // What every rendition has: players switch among them at any fragment.
    private static StreamIndex Index(List<Entry> content, int timescale)
    {
        Entry first = content[0];
        IEnumerable<IsmFragment> fragments = first.Track.Fragments.Where(f => content.TrueForAll(entry => entry.Track.At(f.Time) is not null));
        return new StreamIndex(
            first.Stated.Kind!.Value,
            first.Name,
            $"QualityLevels({{bitrate}})/Fragments({first.Name}={{start time}})",
            [.. content.OrderByDescending(entry => entry.Bitrate).Select(entry => new QualityLevel(entry.Bitrate, entry.Track.Config!))],
            [.. fragments.Select(f => new FragmentTime(Ticks(f.Time, timescale), Ticks(f.Time + f.Duration, timescale) - Ticks(f.Time, timescale)))],
            LanguageCode.Parse(first.Stated.SystemLanguage) ?? first.Track.Language);
    }

    private static long Ticks(long time, int timescale) => Timescale.Rescale(time, timescale, Timescale.Ticks);

    private static long Measured(IsmTrack track)
    {
        long duration = track.Fragments.Sum(f => f.Duration);
        return duration > 0 ? (long)((Int128)track.Fragments.Sum(f => f.Length) * 8 * track.Timescale / duration) : 1;
    }

    // As addresses take it: a letter, then letters, digits, '_' and '-'.
    private static bool IsName(string name) =>
        name.Length > 0 && char.IsLetter(name[0]) && name.All(letter => char.IsLetter(letter) || char.IsDigit(letter) || letter is '_' or '-');
}
