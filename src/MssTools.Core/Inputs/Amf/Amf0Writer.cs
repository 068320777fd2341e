using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MssTools.Core.Inputs.Amf;

/// <summary>Writes AMF0 values one after another (Adobe AMF0): what RTMP commands are made of.</summary>
internal sealed class Amf0Writer
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What has been written. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Writes a number.</summary>
    public Amf0Writer Number(double value)
    {
        Mark(Amf0Marker.Number);
        BinaryPrimitives.WriteDoubleBigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    /// <summary>Writes a boolean.</summary>
    public Amf0Writer Boolean(bool value)
    {
        Mark(Amf0Marker.Boolean);
        Byte(value ? (byte)1 : (byte)0);
        return this;
    }

    /// <summary>Writes a text.</summary>
    /// <exception cref="ArgumentException">It has more than 65,535 bytes.</exception>
    public Amf0Writer Text(string value)
    {
        Mark(Amf0Marker.Text);
        return Name(value);
    }

    /// <summary>Writes null.</summary>
    public Amf0Writer Null()
    {
        Mark(Amf0Marker.Null);
        return this;
    }

    /// <summary>Opens an object: properties follow, each a <see cref="Name"/> and a value, then <see cref="End"/>.</summary>
    public Amf0Writer Object()
    {
        Mark(Amf0Marker.Object);
        return this;
    }

    /// <summary>Writes a property's name.</summary>
    /// <exception cref="ArgumentException">It has more than 65,535 bytes.</exception>
    public Amf0Writer Name(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        if (length > ushort.MaxValue)
        {
            throw new ArgumentException($"The text has {length} bytes; AMF0 has room for {ushort.MaxValue}.", nameof(value));
        }

        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), (ushort)length);
        _bytes.Advance(2);
        _bytes.Advance(Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length)));
        return this;
    }

    /// <summary>Closes an object.</summary>
    public Amf0Writer End()
    {
        Byte(0);
        Byte(0);
        Mark(Amf0Marker.ObjectEnd);
        return this;
    }

    private void Mark(Amf0Marker marker) => Byte((byte)marker);

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
