using MssTools.Core.Codecs;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>A track of a movie that is packaged.</summary>
/// <param name="Id">track_ID.</param>
/// <param name="Content">What it is to a viewer.</param>
/// <param name="Media">Its timescale.</param>
/// <param name="Entries">Its sample descriptions.</param>
/// <param name="Tracks">What its samples carry: one for each sample description; null where only the samples tell it.</param>
/// <param name="Edits">Which parts of the media are played, and when.</param>
/// <param name="Table">Its samples, or null where fragments hold all of them.</param>
internal sealed record MovieTrack(
    int Id,
    Content Content,
    MdhdBox Media,
    IReadOnlyList<SampleEntry> Entries,
    IReadOnlyList<Track?> Tracks,
    IReadOnlyList<EditRange> Edits,
    SampleTable? Table)
{
    /// <summary>The track, for messages.</summary>
    public string Name { get; init; } = "";

    /// <summary>The codec of all its samples.</summary>
    public Codec Codec => Entries[0].Codec;

    /// <summary>Pictures or sound.</summary>
    public MediaKind Kind => Content.Kind;

    /// <summary>Number of the samples' track: of the first moov's, where another moov continues it.</summary>
    public int Number { get; init; } = Id;

    /// <summary>Bits per second over the whole input, or null where the tables do not tell.</summary>
    public long? AverageBitrate { get; init; }

    /// <summary>See <see cref="Track.StatedBitrate"/>.</summary>
    public long? StatedBitrate { get; init; }

    /// <summary>Length of the media in its sample table, in ticks.</summary>
    public long MediaDuration => Table?.Times.TotalDuration(Media.LatestTime) ?? 0;

    /// <summary>Reads a track.</summary>
    /// <param name="track">The track, of a known kind.</param>
    /// <param name="movieTimescale">Unit of edit durations.</param>
    /// <param name="mediaLength">Bytes of the file: no table is believed to describe more.</param>
    /// <param name="hasFragments">The table is only the beginning of the media.</param>
    /// <exception cref="MssException">MalformedInput, or Unsupported: encrypted, or another codec.</exception>
    public static MovieTrack Read(TrackHeader track, uint movieTimescale, long mediaLength, bool hasFragments)
    {
        int id = track.Header.TrackId;
        string name = track.Name;
        MdhdBox media = MdhdBox.Read(track.Trak.Find(name, BoxTypes.Mdia, BoxTypes.Mdhd).Fields);
        BoxContent stbl = track.Trak.Find(name, BoxTypes.Mdia, BoxTypes.Minf, BoxTypes.Stbl);
        IReadOnlyList<SampleEntry> entries = StsdBox.Read(stbl.Find(name, BoxTypes.Stsd)).Entries;
        Codec codec = entries[0].Codec;
        if (codec.Kind != track.Kind || entries.Any(entry => entry.Codec != codec))
        {
            throw new MssException(
                MssError.Unsupported,
                $"{name}: the codecs of its sample descriptions are {string.Join(", ", entries.Select(entry => entry.Codec.Name))}.");
        }

        Content content = track.Kind == MediaKind.Video ? codec.Content : Content.Sound(codec.Name, media.Language, track.Role);
        ElstBox? edits = track.Trak.TryFind(BoxTypes.Edts)?.TryFind(BoxTypes.Elst) is { } elst
            ? ElstBox.Read(elst.Fields)
            : null;
        SampleTable? table = SampleTable.Read(stbl, name)?.Limited(mediaLength);
        if (content.Kind == MediaKind.Audio && table is not null)
        {
            table = table with { SyncSamples = null };
        }

        long? bitrate = table is null || hasFragments ? null : Bitrate(table, media);
        return new MovieTrack(
            id,
            content,
            media,
            entries,
            [.. entries.Select(entry => entry.Header.Config is { } config ? new Track(id, content, media.Timescale, config, bitrate) : null)],
            EditRange.Plan(edits, movieTimescale, media),
            table)
        {
            Name = name,
            AverageBitrate = bitrate,
        };
    }

    /// <summary>This track under another content.</summary>
    public MovieTrack As(Content content) => this with
    {
        Content = content,
        Tracks = [.. Tracks.Select(track => track is null ? null : track with { Content = content })],
    };

    /// <summary>This track as what follows another one: its samples keep the number, and the configuration if it is the same.</summary>
    /// <param name="before">A track of the same kind and timescale.</param>
    public MovieTrack After(MovieTrack before) => this with
    {
        Number = before.Number,
        Content = before.Content,
        Tracks = [.. Tracks.Select(track => track is null ? null : before.Tracks.FirstOrDefault(
            old => old?.Config.IsSameAs(track.Config) == true)
            ?? track with { Id = before.Number, Content = before.Content })],
    };

    /// <summary>The sample description of a sample.</summary>
    /// <exception cref="MssException">MalformedInput: there is no such description.</exception>
    public SampleEntry EntryOf(in SampleDescriptor sample) => Entries[IndexOf(sample)];

    /// <summary>A failure at a sample.</summary>
    public MssException Malformed(in SampleDescriptor sample, string what) =>
        new(MssError.MalformedInput, $"{Name}, sample {sample.Number} at {sample.Offset}: {what}.");

    private int IndexOf(in SampleDescriptor sample)
    {
        uint entry = sample.DescriptionIndex - 1;
        return entry < (uint)Entries.Count
            ? (int)entry
            : throw Malformed(sample, $"sample description {sample.DescriptionIndex} of {Entries.Count} does not exist");
    }

    private static long? Bitrate(SampleTable table, MdhdBox media)
    {
        long duration = table.Times.TotalDuration(media.LatestTime);
        return duration > 0
            ? (long)Int128.Min((Int128)table.Sizes.TotalSize() * 8 * media.Timescale / duration, long.MaxValue)
            : null;
    }
}
