using MssTools.Core.Inputs.Iso;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Points;

/// <summary>A track of one POST, as its header describes it.</summary>
internal sealed class PostedTrack
{
    private readonly FragmentParser _parser;

    private PostedTrack(uint trackId, string name, long? bitrate, Movie movie)
    {
        (TrackId, Name, StatedBitrate, Movie) = (trackId, name, bitrate, movie);
        _parser = new FragmentParser(movie, PostLimits.LargestMdat);
    }

    /// <summary>Its number in the POST.</summary>
    public uint TrackId { get; }

    /// <summary>What the encoder calls its content: <c>video</c>, <c>audio_eng</c>.</summary>
    public string Name { get; }

    /// <summary>Bits per second, as the encoder states them; null: it does not.</summary>
    public long? StatedBitrate { get; }

    /// <summary>The track by itself, as MP4 describes it.</summary>
    public Movie Movie { get; }

    /// <summary>What it shows, and what its decoder must know.</summary>
    public MovieTrack Description => Movie.Tracks[0];

    /// <summary>The configuration in the header; null where only samples tell it.</summary>
    public CodecConfig? Config => Description.Entries[0].Header.Config;

    /// <summary>Describes a track by the trak box of a moov, and what the server manifest adds.</summary>
    /// <param name="moov">The moov.</param>
    /// <param name="trackId">The track.</param>
    /// <param name="name">What the encoder calls it; null: by its kind and language.</param>
    /// <param name="bitrate">Bits per second; null: not stated.</param>
    /// <exception cref="MssException">MalformedInput, Unsupported or NoMedia.</exception>
    public static PostedTrack Of(BoxContent moov, uint trackId, string? name, long? bitrate)
    {
        var writer = new BoxWriter(moov.Bytes.Length);
        BoxReader boxes = moov.Children;
        while (boxes.Read())
        {
            if (boxes.Type != BoxTypes.Trak || IdOf(boxes) == trackId)
            {
                writer.WriteCopy(boxes);
            }
        }

        var movie = Movie.Read(new BoxContent(BoxTypes.Moov, writer.Written.ToArray(), 0), long.MaxValue / 2);
        movie = movie.FragmentDefaults is null ? movie with { FragmentDefaults = [] } : movie;
        return new PostedTrack(trackId, name ?? movie.Tracks[0].Content.Name, bitrate, movie);
    }

    /// <summary>Describes a track by its configuration alone.</summary>
    public static PostedTrack Of(uint trackId, string name, long? bitrate, CodecConfig config, uint timescale, string? language)
    {
        var writer = new BoxWriter();
        InitSegment.WriteMoov(writer, [new TrakBox(trackId, config, timescale, language)]);
        var moov = new BoxReader(writer.Written.Span, "moov");
        moov.Read();
        return Of(new BoxContent(BoxTypes.Moov, moov.Content.ToArray(), 0), trackId, name, bitrate);
    }

    /// <summary>Numbers of the tracks of pictures and sound that a moov describes.</summary>
    public static IReadOnlyList<uint> IdsOf(BoxContent moov)
    {
        List<uint> ids = [];
        BoxReader boxes = moov.Children;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Trak && TrackHeader.Read(moov.Slice(boxes)) is { Kind: not null } track)
            {
                ids.Add((uint)track.Header.TrackId);
            }
        }

        return ids;
    }

    /// <summary>Reads the moof of a fragment of it.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public IReadOnlyList<FragmentRun> Read(PostedBox moof)
    {
        IReadOnlyList<FragmentRun> runs = _parser.Read(moof.Content, moofOffset: 0);
        return _parser.Broken is { } broken ? throw broken : runs;
    }

    private static uint IdOf(BoxReader trak)
    {
        BoxReader boxes = trak.Children;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Tkhd)
            {
                return (uint)TkhdBox.Read(boxes.Fields).TrackId;
            }
        }

        return 0;
    }
}
