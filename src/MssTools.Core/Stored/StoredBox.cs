using MssTools.Core.Iso;

namespace MssTools.Core.Stored;

/// <summary>A box of a stored fragment.</summary>
/// <param name="Type">Its type.</param>
/// <param name="ExtendedType">Its extended type where <paramref name="Type"/> is <c>uuid</c>.</param>
/// <param name="Offset">Where it begins in the document.</param>
/// <param name="Header">Bytes before its content.</param>
/// <param name="Size">Bytes, header included.</param>
internal readonly record struct StoredBox(FourCC Type, Guid ExtendedType, long Offset, int Header, long Size)
{
    /// <summary>Where it ends.</summary>
    public long End => Offset + Size;
}
