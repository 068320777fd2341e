using MssTools.Core.Media;

namespace MssTools.Core.Codecs;

/// <summary>What a container says of the samples of a track before the first of them.</summary>
/// <param name="Config">What their decoder must know; null where only the samples tell it.</param>
internal record CodecHeader(CodecConfig? Config)
{
    /// <summary>Bytes of the length in front of each unit of a sample; null where samples are not made of such units.</summary>
    public virtual int? UnitLengthSize => null;
}
