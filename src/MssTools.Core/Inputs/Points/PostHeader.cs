using MssTools.Core.Codecs;
using MssTools.Core.Iso;
using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Points;

/// <summary>
/// What a POST says in front of its fragments ([MS-SSTR] 2.2.7), in whatever order: the tracks come from the LiveServerManifest and the
/// moov, whichever has them.
/// </summary>
internal sealed class PostHeader
{
    private ServerManifest? _manifest;
    private PostedBox? _moov;
    private long _size;

    /// <summary>The streams of the whole presentation, where the encoder lists them; else empty.</summary>
    public IReadOnlyList<string> Presentation { get; private set; } = [];

    /// <summary>True when the tracks can be described.</summary>
    public bool IsTelling => _manifest is not null || _moov is not null;

    /// <summary>Takes a box.</summary>
    /// <exception cref="PostRefusedException">It is broken, or there are too many of them.</exception>
    public void Take(PostedBox box)
    {
        _size += box.Bytes.Length;
        if (_size > PostLimits.LargestHeader)
        {
            throw PostRefusedException.Malformed($"What stands in front of the fragments has more than {PostLimits.LargestHeader} bytes.");
        }

        try
        {
            if (box.ExtendedType == IngestManifestBox.LiveServerManifest)
            {
                _manifest = SmilReader.Read(IngestManifestBox.XmlOf(box.UuidContent), "LiveServerManifest");
            }
            else if (box.ExtendedType == IngestManifestBox.StreamManifest)
            {
                Presentation = SmilReader.ReadStreamManifest(IngestManifestBox.XmlOf(box.UuidContent), "StreamManifest");
            }
            else if (box.Type == BoxTypes.Moov)
            {
                _moov = box;
            }
        }
        catch (MssException failure)
        {
            throw new PostRefusedException(failure.Code == MssError.Unsupported ? 415 : 400, failure);
        }
    }

    /// <summary>The tracks of pictures and sound.</summary>
    /// <exception cref="PostRefusedException">There are none: 412; or none that can be packaged: 415; or too many.</exception>
    public IReadOnlyList<PostedTrack> Tracks()
    {
        List<PostedTrack> tracks = [];
        MssException? unsupported = null;
        foreach ((uint id, ServerManifestTrack? told) in TryList())
        {
            try
            {
                tracks.Add(Describe(id, told));
            }
            catch (MssException failure)
            {
                unsupported ??= failure;
            }
        }

        return tracks.Count switch
        {
            0 when unsupported is not null => throw new PostRefusedException(unsupported.Code == MssError.MalformedInput ? 400 : 415, unsupported),
            0 => throw new PostRefusedException(412, new MssException(
                MssError.NoMedia,
                "A fragment came before a header that describes a track of pictures or sound.",
                "Have the encoder send ftyp, LiveServerManifest and moov first, on every connection.")),
            > PostLimits.MostTracks => throw PostRefusedException.Malformed($"The header describes {tracks.Count} tracks; {PostLimits.MostTracks} are taken."),
            _ => tracks,
        };
    }

    private List<(uint Id, ServerManifestTrack? Told)> TryList()
    {
        try
        {
            return [.. Listed()];
        }
        catch (MssException failure)
        {
            throw new PostRefusedException(400, failure);
        }
    }

    // By the moov where there is one: what the manifest lists beside it, such as text, has no trak of a kind that is taken.
    private IEnumerable<(uint Id, ServerManifestTrack? Told)> Listed()
    {
        IReadOnlyList<ServerManifestTrack> told = _manifest?.Tracks ?? [];
        return _moov is { } moov
            ? PostedTrack.IdsOf(moov.Content).Select(id => (id, told.FirstOrDefault(track => track.TrackId == id)))
            : told.Where(track => track.Kind is not null).Select(track => (track.TrackId, (ServerManifestTrack?)track));
    }

    private PostedTrack Describe(uint id, ServerManifestTrack? told)
    {
        long? bitrate = told?.SystemBitrate is > 0 and <= uint.MaxValue and var stated ? stated : null;
        string? name = told is null ? null : ForeignText.Value(told.TrackName, longest: 64);
        try
        {
            return _moov is { } moov ? PostedTrack.Of(moov.Content, id, name, bitrate) : OfManifest(id, told!, name!, bitrate);
        }
        catch (MssException) when (_moov is not null && told is { FourCC: not null, CodecPrivateData.IsEmpty: false } && CodecRegistry.OfFourCC(told.FourCC) is not null)
        {
            return OfManifest(id, told, name!, bitrate);
        }
    }

    private static PostedTrack OfManifest(uint id, ServerManifestTrack told, string name, long? bitrate)
    {
        if (told.FourCC is not { } fourCC || CodecRegistry.OfFourCC(fourCC) is not { } codec)
        {
            throw new MssException(
                MssError.Unsupported, $"The codec '{ForeignText.Value(told.FourCC ?? "", 16)}' of track {id} cannot be packaged; {CodecRegistry.ThatCan()}.");
        }

        var attributes = told.Attributes.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        CodecConfig config = codec.OfLevel(fourCC.ToUpperInvariant(), told.CodecPrivateData, attribute => attributes.GetValueOrDefault(attribute));
        uint timescale = told.Timescale is > 0 and <= uint.MaxValue and var ticks ? (uint)ticks : (uint)Timescale.Ticks;
        return PostedTrack.Of(id, name, bitrate, config, timescale, LanguageCode.Parse(told.SystemLanguage));
    }
}
