using MssTools.Core.Media;

namespace MssTools.Core.Codecs;

/// <summary>Asks single payloads of a track, in any order, whether decoding can start at them.</summary>
internal interface IStartProbe
{
    /// <summary>Whether decoding can start at a payload, by what it holds; read only as far as that takes.</summary>
    /// <param name="payload">The payload as its container holds it.</param>
    /// <param name="header">What the container says of it.</param>
    /// <param name="isMarked">Whether the container marks it as a sync sample.</param>
    bool CanStartAt(Payload payload, CodecHeader header, bool isMarked);
}
