using MssTools.Core.Bits;

namespace MssTools.Core.Inputs.Ts;

/// <summary>One transport stream packet (ISO/IEC 13818-1 2.4.3.2). The payload is a view of the packet's bytes.</summary>
internal readonly ref struct TsPacket
{
    /// <summary>Bytes of a packet.</summary>
    public const int Size = 188;

    /// <summary>The first byte of every packet.</summary>
    public const byte SyncByte = 0x47;

    private const int DiscontinuityFlag = 0x80;
    private const int RandomAccessFlag = 0x40;

    /// <summary>Reads a packet. A broken adaptation field leaves no payload and sets <see cref="IsDamaged"/>.</summary>
    /// <param name="bytes">188 bytes from the sync byte on.</param>
    public TsPacket(ReadOnlySpan<byte> bytes)
    {
        var fields = new ByteReader(bytes, "TS packet");
        fields.Skip(1);
        int flags = fields.ReadUInt16();
        int control = fields.ReadByte();
        IsDamaged = (flags & 0x8000) != 0;
        StartsUnit = (flags & 0x4000) != 0;
        Pid = flags & 0x1fff;
        IsScrambled = (control & 0xc0) != 0;
        ContinuityCounter = control & 15;
        HasPayload = (control & 0x10) != 0;
        if ((control & 0x20) != 0) // adaptation_field_control
        {
            int length = fields.ReadByte();
            if (length > fields.Remaining)
            {
                IsDamaged = true;
                return;
            }

            ReadOnlySpan<byte> adaptation = fields.ReadBytes(length);
            HasDiscontinuity = length > 0 && (adaptation[0] & DiscontinuityFlag) != 0;
            IsRandomAccess = length > 0 && (adaptation[0] & RandomAccessFlag) != 0;
        }

        Payload = HasPayload ? fields.ReadBytes(fields.Remaining) : default;
    }

    /// <summary>The stream that the packet belongs to.</summary>
    public int Pid { get; }

    /// <summary>payload_unit_start_indicator: a PES packet or a section starts here.</summary>
    public bool StartsUnit { get; }

    /// <summary>Counts the packets of a PID that have payload, modulo 16.</summary>
    public int ContinuityCounter { get; }

    /// <summary>Whether there is a payload; only then the counter moves.</summary>
    public bool HasPayload { get; }

    /// <summary>transport_error_indicator, or an adaptation field that does not fit.</summary>
    public bool IsDamaged { get; }

    /// <summary>transport_scrambling_control other than 0.</summary>
    public bool IsScrambled { get; }

    /// <summary>discontinuity_indicator: the counter may jump here without a loss.</summary>
    public bool HasDiscontinuity { get; }

    /// <summary>random_access_indicator: the PES packet that starts here can be decoded without what lies before.</summary>
    public bool IsRandomAccess { get; }

    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}
