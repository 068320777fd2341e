using MssTools.Core.Bits;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>What decides whether a track is taken; read before anything that an ignored track may have wrong.</summary>
/// <param name="Trak">The whole box.</param>
/// <param name="Header">Number and flags.</param>
/// <param name="Kind">Video or audio, or null: another kind.</param>
/// <param name="Chapters">Numbers of the tracks that hold titles or pictures of this one's chapters (tref chap).</param>
/// <param name="Role">See <see cref="Content.Role"/>.</param>
internal sealed record TrackHeader(
    BoxContent Trak, TkhdBox Header, MediaKind? Kind, IReadOnlyList<uint> Chapters, string? Role = null)
{
    private const int MaxChapterTracks = 100;

    /// <summary>The track, for messages.</summary>
    public string Name => $"Track {Header.TrackId} ({(Kind == MediaKind.Video ? "video" : "audio")})";

    /// <summary>Reads a trak; null where it has no tkhd.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public static TrackHeader? Read(BoxContent trak)
    {
        TkhdBox? header = null;
        MediaKind? kind = null;
        IReadOnlyList<uint> chapters = [];
        string? role = null;
        BoxReader boxes = trak.Children;
        while (boxes.Read())
        {
            if (boxes.Type == BoxTypes.Tkhd)
            {
                header = TkhdBox.Read(boxes.Fields);
            }
            else if (boxes.Type == BoxTypes.Mdia)
            {
                kind = ReadKind(boxes.Children);
            }
            else if (boxes.Type == BoxTypes.Tref)
            {
                chapters = ReadChapters(boxes.Children);
            }
            else if (boxes.Type == BoxTypes.Udta)
            {
                role = ReadRole(boxes.Children);
            }
        }

        return header is { } found ? new TrackHeader(trak, found, kind, chapters, role) : null;
    }

    private static List<uint> ReadChapters(BoxReader tref)
    {
        var tracks = new List<uint>();
        while (tref.Read())
        {
            ByteReader numbers = tref.Fields;
            while (tref.Type == BoxTypes.Chap && numbers.Remaining >= sizeof(uint) && tracks.Count < MaxChapterTracks)
            {
                tracks.Add(numbers.ReadUInt32());
            }
        }

        return tracks;
    }

    // What it says is text of a stranger: only a word counts. QuickTime ends its user data with a zero instead of a box.
    private static string? ReadRole(BoxReader udta)
    {
        const int LongestRole = 40;
        try
        {
            while (udta.Read())
            {
                if (udta.Type == BoxTypes.Kind && KindBox.Read(udta.Fields) is { Scheme: KindBox.DashRoles } kind)
                {
                    bool isWord = kind.Value.Length is > 0 and <= LongestRole && !kind.Value.AsSpan().ContainsAnyExceptInRange('a', 'z');
                    return isWord && kind.Value != "main" ? kind.Value : null;
                }
            }
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            // Nobody needs it.
        }

        return null;
    }

    private static MediaKind? ReadKind(BoxReader mdia)
    {
        while (mdia.Read())
        {
            if (mdia.Type == BoxTypes.Hdlr)
            {
                FourCC handler = HdlrBox.Read(mdia.Fields).HandlerType;
                return handler == HdlrBox.Vide ? MediaKind.Video : handler == HdlrBox.Soun ? MediaKind.Audio : null;
            }
        }

        return null;
    }
}
