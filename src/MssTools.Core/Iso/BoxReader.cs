using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>
/// Walks the boxes that lie side by side in a span. A box that ends outside its parent is a
/// <see cref="MssError.MalformedInput"/>.
/// </summary>
/// <param name="bytes">The content of the parent.</param>
/// <param name="parent">The parent's name, for messages.</param>
/// <param name="origin">Where <paramref name="bytes"/> stand in the input.</param>
internal ref struct BoxReader(ReadOnlySpan<byte> bytes, string parent, long origin = 0)
{
    private const int SmallestBox = 8;
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _next;
    private int _content;

    /// <summary>Type of the current box.</summary>
    public FourCC Type { get; private set; }

    /// <summary>Extended type of the current box where <see cref="Type"/> is <c>uuid</c>.</summary>
    public Guid ExtendedType { get; private set; }

    /// <summary>Where the current box's content stands in the input.</summary>
    public readonly long ContentOrigin => origin + _content;

    /// <summary>The current box's content, after its header.</summary>
    public readonly ReadOnlySpan<byte> Content => _bytes[_content.._next];

    /// <summary>A reader of the current box's fields.</summary>
    public readonly ByteReader Fields => new(Content, Type.ToString(), ContentOrigin);

    /// <summary>A reader of the boxes within the current box.</summary>
    public readonly BoxReader Children => new(Content, Type.ToString(), ContentOrigin);

    /// <summary>Moves to the next box; false at the end. Fewer than eight bytes at the end are padding.</summary>
    public bool Read()
    {
        if (_bytes.Length - _next < SmallestBox)
        {
            return false;
        }

        int start = _next;
        var header = new ByteReader(_bytes[start..], parent, origin + start);
        ulong size = header.ReadUInt32();
        Type = new FourCC(header.ReadUInt32());
        if (size == 1)
        {
            size = header.ReadUInt64();
        }

        ulong room = (ulong)(_bytes.Length - start);
        size = size == 0 ? room : size;
        if (size < (ulong)header.Position || size > room)
        {
            throw new MssException(
                MssError.MalformedInput,
                $"{parent} at {origin + start}: box '{Type}' has size {size}, its parent holds {room}.");
        }

        _next = start + (int)size;
        ExtendedType = Type == BoxTypes.Uuid
            ? new ByteReader(_bytes[(start + header.Position).._next], "uuid", origin).ReadGuid()
            : default;
        _content = start + header.Position + (Type == BoxTypes.Uuid ? 16 : 0);
        return true;
    }
}
