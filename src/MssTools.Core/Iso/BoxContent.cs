using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>The content of a box that is kept: unlike the readers, it can outlive the call that found it.</summary>
/// <param name="Type">Type of the box.</param>
/// <param name="Bytes">What follows the box's header.</param>
/// <param name="Origin">Where <paramref name="Bytes"/> stand in the input.</param>
internal readonly record struct BoxContent(FourCC Type, ReadOnlyMemory<byte> Bytes, long Origin)
{
    /// <summary>A reader of the box's fields.</summary>
    public ByteReader Fields => new(Bytes.Span, Type.ToString(), Origin);

    /// <summary>A reader of the boxes within the box.</summary>
    public BoxReader Children => new(Bytes.Span, Type.ToString(), Origin);

    /// <summary>
    /// The content of the box at which <paramref name="child"/>, a reader of this box's bytes, stands.
    /// </summary>
    public BoxContent Slice(in BoxReader child) =>
        new(child.Type, Bytes.Slice((int)(child.ContentOrigin - Origin), child.Content.Length), child.ContentOrigin);

    /// <summary>The bytes from a place on, for example the boxes behind a sample entry's fields.</summary>
    /// <exception cref="MssException">MalformedInput: it ends before.</exception>
    public BoxContent From(int start) => start <= Bytes.Length
        ? new(Type, Bytes[start..], Origin + start)
        : throw Fields.Malformed($"it has {Bytes.Length} bytes, its fields take {start}");

    /// <summary>The first child of a type; null where there is none.</summary>
    /// <exception cref="MssException">MalformedInput: a child in front of it is broken.</exception>
    public BoxContent? TryFind(FourCC type)
    {
        BoxReader boxes = Children;
        while (boxes.Read())
        {
            if (boxes.Type == type)
            {
                return Slice(boxes);
            }
        }

        return null;
    }

    /// <summary>The descendant that a path of types leads to, always by the first child of a type.</summary>
    /// <param name="name">What the box belongs to, for messages.</param>
    /// <param name="path">Types from the child on.</param>
    /// <exception cref="MssException">MalformedInput: there is none.</exception>
    public BoxContent Find(string name, params ReadOnlySpan<FourCC> path)
    {
        BoxContent found = this;
        foreach (FourCC type in path)
        {
            found = found.TryFind(type) ?? throw new MssException(
                MssError.MalformedInput, $"{name}: {found.Type} at {found.Origin} has no {type} box.");
        }

        return found;
    }
}
