using MssTools.Core.Iso;

namespace MssTools.Core.Inputs.Points;

/// <summary>A box of a POST's body, whole.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Bytes">All of it, header included.</param>
internal readonly record struct PostedBox(FourCC Type, ReadOnlyMemory<byte> Bytes)
{
    private const int Header = 8;

    /// <summary>The content, as its readers take it.</summary>
    public BoxContent Content => new(Type, Bytes[Header..], Header);

    /// <summary>The extended type of a uuid box; else empty.</summary>
    public Guid ExtendedType => Type == BoxTypes.Uuid && Bytes.Length >= Header + 16 ? new Guid(Bytes.Span.Slice(Header, 16), bigEndian: true) : default;

    /// <summary>The content behind the extended type.</summary>
    public BoxContent UuidContent => new(Type, Bytes[(Header + 16)..], Header + 16);
}
