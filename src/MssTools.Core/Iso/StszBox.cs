using System.Buffers.Binary;
using MssTools.Core.Bits;

namespace MssTools.Core.Iso;

/// <summary>SampleSizeBox or CompactSampleSizeBox, in stbl (ISO/IEC 14496-12 8.7.3).</summary>
/// <param name="SampleCount">Number of samples in the track.</param>
/// <param name="SampleSize">The size of every sample, or zero: each has its own.</param>
/// <param name="Sizes">The samples' own sizes.</param>
/// <param name="FieldBits">Bits of one size: 32 in stsz; 4, 8 or 16 in stz2.</param>
internal readonly record struct StszBox(uint SampleCount, uint SampleSize, ReadOnlyMemory<byte> Sizes, int FieldBits)
{
    /// <summary>Reads the content of stsz or stz2.</summary>
    public static StszBox Read(BoxContent box)
    {
        ByteReader fields = box.Fields;
        FullBoxHeader.Read(ref fields);
        bool compact = box.Type == BoxTypes.Stz2;
        uint first = fields.ReadUInt32();
        uint count = fields.ReadUInt32();
        if (!compact && first != 0)
        {
            return new StszBox(count, first, default, 32);
        }

        int bits = compact ? (int)(first & 0xff) : 32; // the other 24 bits are reserved
        if (bits is not (4 or 8 or 16 or 32) || (compact && bits == 32))
        {
            throw fields.Malformed($"field_size {bits} is not 4, 8 or 16");
        }

        long needed = ((long)count * bits + 7) / 8;
        return needed <= fields.Remaining
            ? new StszBox(count, 0, box.Bytes.Slice(fields.Position, (int)needed), bits)
            : throw fields.Malformed($"sample_count {count} needs {needed} bytes, {fields.Remaining} are left");
    }

    /// <summary>Size in bytes of a sample, counted from zero.</summary>
    public uint SizeOf(long sample)
    {
        if (SampleSize != 0)
        {
            return SampleSize;
        }

        ReadOnlySpan<byte> sizes = Sizes.Span;
        int index = (int)sample;
        return FieldBits switch
        {
            32 => BinaryPrimitives.ReadUInt32BigEndian(sizes[(index * 4)..]),
            16 => BinaryPrimitives.ReadUInt16BigEndian(sizes[(index * 2)..]),
            8 => sizes[index],
            _ => (uint)(sizes[index >> 1] >> ((index & 1) == 0 ? 4 : 0)) & 0xf,
        };
    }

    /// <summary>Sum of all sizes.</summary>
    public long TotalSize()
    {
        long total = 0;
        if (SampleSize != 0)
        {
            return (long)SampleCount * SampleSize;
        }

        for (long i = 0; i < SampleCount; i++)
        {
            total += SizeOf(i);
        }

        return total;
    }
}
