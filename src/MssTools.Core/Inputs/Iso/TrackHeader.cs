using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Iso;

/// <summary>What decides whether a track is taken; read before anything that an ignored track may have wrong.</summary>
/// <param name="Trak">The whole box.</param>
/// <param name="Header">Number and flags.</param>
/// <param name="Kind">Video or audio, or null: another kind.</param>
internal sealed record TrackHeader(BoxContent Trak, TkhdBox Header, MediaKind? Kind)
{
    /// <summary>Reads a trak; null where it has no tkhd.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public static TrackHeader? Read(BoxContent trak)
    {
        TkhdBox? header = null;
        MediaKind? kind = null;
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
        }

        return header is { } found ? new TrackHeader(trak, found, kind) : null;
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
