using MssTools.Core.Iso;

namespace MssTools.Core.Tests.Stored;

/// <summary>A stored fragment that can lie about everything.</summary>
internal sealed record TestFragment
{
    public uint? Sequence { get; init; } = 1;

    public uint TrackId { get; init; } = 1;

    /// <summary>Fields of tfhd as bits of [ISO/IEC 14496-12] 8.8.7, each present one with <see cref="DefaultValue"/>.</summary>
    public uint HeaderFlags { get; init; } = 0x20;

    public uint DefaultValue { get; init; }

    /// <summary>Fields of a row as bits of 8.8.8; 1 is data_offset.</summary>
    public uint RunFlags { get; init; } = 0xF01;

    public byte RunVersion { get; init; }

    public int DataOffsetError { get; init; }

    public (long Time, long Duration)? Place { get; init; }

    public IReadOnlyList<(long Time, long Duration)>? Next { get; init; }

    public IReadOnlyList<TestSample> Samples { get; init; } = [];

    /// <summary>Boxes before the moof, in the traf, and behind the mdat.</summary>
    public byte[] Before { get; init; } = [];

    public byte[] InTrack { get; init; } = [];

    public byte[] Behind { get; init; } = [];

    public int Tracks { get; init; } = 1;

    public bool HasMdat { get; init; } = true;

    /// <summary>More bytes than the samples say.</summary>
    public int Surplus { get; init; }

    public byte[] Build()
    {
        var writer = new BoxWriter();
        writer.WriteBytes(Before);
        int start = writer.Length;
        int place = 0;
        using (writer.Box(BoxTypes.Moof))
        {
            if (Sequence is { } sequence)
            {
                new MfhdBox(sequence).Write(writer);
            }

            for (int i = 0; i < Tracks; i++)
            {
                place = WriteTrack(writer);
            }
        }

        if (place > 0)
        {
            writer.Patch(place, (uint)(writer.Length - start + 8 + DataOffsetError));
        }

        if (HasMdat)
        {
            using (writer.Box(BoxTypes.Mdat))
            {
                foreach (TestSample sample in Samples)
                {
                    writer.WriteBytes(sample.Data);
                }

                writer.WriteBytes(new byte[Surplus]);
            }
        }

        writer.WriteBytes(Behind);
        return writer.Written.ToArray();
    }

    /// <summary>A box of a type with bytes.</summary>
    public static byte[] Box(string type, params byte[] content)
    {
        var writer = new BoxWriter();
        using (writer.Box(FourCC.Of(System.Text.Encoding.ASCII.GetBytes(type))))
        {
            writer.WriteBytes(content);
        }

        return writer.Written.ToArray();
    }

    private int WriteTrack(BoxWriter writer)
    {
        int place = 0;
        using (writer.Box(BoxTypes.Traf))
        {
            using (writer.FullBox(BoxTypes.Tfhd, version: 0, HeaderFlags))
            {
                writer.WriteUInt32(TrackId);
                if ((HeaderFlags & 1) != 0)
                {
                    writer.WriteUInt64(DefaultValue);
                }

                for (uint flag = 2; flag <= 0x20; flag <<= 1)
                {
                    if ((HeaderFlags & flag) != 0 && flag != 4)
                    {
                        writer.WriteUInt32(DefaultValue);
                    }
                }
            }

            using (writer.FullBox(BoxTypes.Trun, RunVersion, RunFlags))
            {
                writer.WriteUInt32((uint)Samples.Count);
                if ((RunFlags & 1) != 0)
                {
                    place = writer.Length;
                    writer.WriteUInt32(0);
                }

                if ((RunFlags & 4) != 0)
                {
                    writer.WriteUInt32(SampleFlags.Sync);
                }

                foreach (TestSample sample in Samples)
                {
                    Write(writer, 0x100, sample.Duration);
                    Write(writer, 0x200, (uint)(sample.StatedSize ?? sample.Data.Length));
                    Write(writer, 0x400, sample.Flags);
                    Write(writer, 0x800, unchecked((uint)sample.Offset));
                }
            }

            if (Place is { } own)
            {
                new TfxdBox((ulong)own.Time, (ulong)own.Duration).Write(writer);
            }

            if (Next is not null)
            {
                new TfrfBox([.. Next.Select(n => new TfxdBox((ulong)n.Time, (ulong)n.Duration))]).Write(writer);
            }

            writer.WriteBytes(InTrack);
        }

        return place;
    }

    private void Write(BoxWriter writer, uint flag, uint value)
    {
        if ((RunFlags & flag) != 0)
        {
            writer.WriteUInt32(value);
        }
    }
}

/// <summary>A sample of a <see cref="TestFragment"/>.</summary>
internal sealed record TestSample(uint Duration, byte[] Data, uint Flags = SampleFlags.Sync, int Offset = 0, int? StatedSize = null);
