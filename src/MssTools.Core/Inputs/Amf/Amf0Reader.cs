using System.Text;
using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Amf;

/// <summary>
/// Reads AMF0 value by value (Adobe AMF0): RTMP commands and FLV metadata. Nothing is built from what is read, so
/// there is nothing to limit but the depth.
/// </summary>
/// <param name="bytes">The values, one after another.</param>
/// <param name="name">What they are, for messages.</param>
internal ref struct Amf0Reader(ReadOnlySpan<byte> bytes, string name)
{
    private const int DeepestNesting = 8;

    private ByteReader _fields = new(bytes, name);

    /// <summary>True when nothing is left.</summary>
    public readonly bool IsAtEnd => _fields.Remaining == 0;

    /// <summary>Offset of the next byte.</summary>
    public readonly int Position => _fields.Position;

    /// <summary>Reads a number; any other value is passed over and gives null.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public double? ReadNumber()
    {
        Amf0Marker marker = ReadMarker();
        if (marker == Amf0Marker.Number)
        {
            return _fields.ReadDouble();
        }

        Skip(marker, DeepestNesting);
        return null;
    }

    /// <summary>Reads a text of up to 65,535 bytes; any other value is passed over and gives null.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public string? ReadText()
    {
        Amf0Marker marker = ReadMarker();
        if (marker == Amf0Marker.Text)
        {
            return Encoding.UTF8.GetString(ReadName());
        }

        Skip(marker, DeepestNesting);
        return null;
    }

    /// <summary>Reads a number, a boolean as 0 or 1, or a text; any other value is passed over and gives neither.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public (double? Number, string? Text) ReadValue()
    {
        Amf0Marker marker = ReadMarker();
        switch (marker)
        {
            case Amf0Marker.Number:
                return (_fields.ReadDouble(), null);
            case Amf0Marker.Boolean:
                return (_fields.ReadByte(), null);
            case Amf0Marker.Text:
                return (null, Encoding.UTF8.GetString(ReadName()));
            default:
                Skip(marker, DeepestNesting);
                return (null, null);
        }
    }

    /// <summary>
    /// Enters an object or an array with names, whose properties <see cref="TryReadProperty"/> then gives; any other
    /// value is passed over.
    /// </summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public bool TryEnterObject()
    {
        Amf0Marker marker = ReadMarker();
        if (marker is Amf0Marker.Object or Amf0Marker.EcmaArray)
        {
            Enter(marker);
            return true;
        }

        Skip(marker, DeepestNesting);
        return false;
    }

    /// <summary>Reads the next property's name; its value follows. False at the end of the object.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public bool TryReadProperty(out ReadOnlySpan<byte> property)
    {
        property = default;
        if (IsAtEnd)
        {
            return false; // recorders that were killed leave it unfinished
        }

        property = ReadName();
        return !property.IsEmpty || !TrySkipEnd();
    }

    /// <summary>Passes over one value.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public void Skip() => Skip(ReadMarker(), DeepestNesting);

    private Amf0Marker ReadMarker() => (Amf0Marker)_fields.ReadByte();

    private ReadOnlySpan<byte> ReadName() => _fields.ReadBytes(_fields.ReadUInt16());

    // An empty name before a value other than the end marker is a property like others.
    private bool TrySkipEnd()
    {
        ByteReader ahead = _fields;
        if ((Amf0Marker)ahead.ReadByte() != Amf0Marker.ObjectEnd)
        {
            return false;
        }

        _fields = ahead;
        return true;
    }

    private void Enter(Amf0Marker marker)
    {
        if (marker == Amf0Marker.EcmaArray)
        {
            _fields.Skip(4); // its count; the end marker counts
        }
        else if (marker == Amf0Marker.TypedObject)
        {
            ReadName();
        }
    }

    private void Skip(Amf0Marker marker, int depth)
    {
        switch (marker)
        {
            case Amf0Marker.Number:
                _fields.Skip(8);
                break;
            case Amf0Marker.Boolean:
                _fields.Skip(1);
                break;
            case Amf0Marker.Text:
                ReadName();
                break;
            case Amf0Marker.Null or Amf0Marker.Undefined or Amf0Marker.ObjectEnd or Amf0Marker.Unsupported:
                break;
            case Amf0Marker.Reference:
                _fields.Skip(2);
                break;
            case Amf0Marker.Date:
                _fields.Skip(10);
                break;
            case Amf0Marker.LongText or Amf0Marker.Xml:
                _fields.Skip(_fields.ReadInt32());
                break;
            case Amf0Marker.StrictArray when depth > 0:
                for (int left = _fields.ReadCount(entrySize: 1); left > 0; left--)
                {
                    Skip(ReadMarker(), depth - 1);
                }

                break;
            case Amf0Marker.Object or Amf0Marker.EcmaArray or Amf0Marker.TypedObject when depth > 0:
                Enter(marker);
                do
                {
                    ReadName();
                    marker = ReadMarker();
                    Skip(marker, depth - 1);
                }
                while (marker != Amf0Marker.ObjectEnd);
                break;
            default:
                throw _fields.Malformed(depth > 0
                    ? $"the AMF0 marker {(byte)marker} is none"
                    : $"AMF0 values are nested deeper than {DeepestNesting}");
        }
    }
}
