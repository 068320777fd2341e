using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Avc;

/// <summary>Asks single pictures, by the heads of their NAL units, whether decoding can start at them.</summary>
internal sealed class AvcStartProbe : IStartProbe
{
    private readonly AvcSampleScanner _scanner = new();

    /// <inheritdoc/>
    public bool CanStartAt(Payload payload, CodecHeader header, bool isMarked)
    {
        AvcStart start = _scanner.Scan(payload, (AvcFraming)header.UnitLengthSize!.Value).Picture.Start;
        return start is AvcStart.Idr or AvcStart.RecoveryPoint || (start == AvcStart.Intra && isMarked);
    }
}
