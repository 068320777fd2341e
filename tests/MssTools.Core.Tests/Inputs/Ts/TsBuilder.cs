using System.Buffers.Binary;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Ts;
using MssTools.Core.Media;

namespace MssTools.Core.Tests.Inputs.Ts;

/// <summary>Writes transport streams for tests. Nothing is checked, so it can lie.</summary>
internal sealed class TsBuilder
{
    public const int VideoPid = 0x100;
    public const int AudioPid = 0x101;
    public const int MapPid = 0x1000;
    public const string Delimiter = "0000000109f0";
    public const string ParameterSets = "000000016742000af841a2" + "0000000168ce3880";           // 128x96
    public const string OtherParameterSets = "000000016742000a9653058988" + "0000000168ce3880"; // 176x144

    private readonly Dictionary<int, int> _counters = [];

    /// <summary>The packets so far; tests may drop, double or damage them.</summary>
    public List<byte[]> Packets { get; } = [];

    public TsBuilder Tables(params int[] streamTypes) =>
        Association((1, MapPid)).Map(MapPid, 1, [.. streamTypes.Select((type, i) => (type, VideoPid + i))]);

    public TsBuilder Association(params (int Number, int Pid)[] programs) =>
        Section(0, 0, 1, [.. programs.SelectMany(p => (byte[])[(byte)(p.Number >> 8), (byte)p.Number, (byte)(p.Pid >> 8 | 0xe0), (byte)p.Pid])]);

    public TsBuilder Map(int pid, int program, params (int Type, int Pid)[] streams) =>
        Section(pid, 2, program, [0xe1, 0, 0xf0, 0, .. streams.SelectMany(s => (byte[])[(byte)s.Type, (byte)(s.Pid >> 8 | 0xe0), (byte)s.Pid, 0xf0, 0])]);

    /// <summary>A map whose streams have a language, and an audio_type with it.</summary>
    public TsBuilder Map(int pid, params (int Type, int Pid, string Language, int AudioType)[] streams) =>
        Section(pid, 2, 1, [0xe1, 0, 0xf0, 0, .. streams.SelectMany(s => (byte[])
        [
            (byte)s.Type, (byte)(s.Pid >> 8 | 0xe0), (byte)s.Pid, 0xf0, 6, 0x0a, 4, .. s.Language.Select(c => (byte)c), (byte)s.AudioType,
        ])]);

    public TsBuilder Section(int pid, int tableId, int extension, byte[] content, int descriptors = 0, bool rightCrc = true, bool isCurrent = true)
    {
        if (descriptors > 0)
        {
            content[2] = (byte)(0xf0 | descriptors >> 8);
            content[3] = (byte)descriptors;
            content = [.. content[..4], .. new byte[descriptors], .. content[4..]];
        }

        int length = content.Length + 9;
        byte[] section =
        [
            (byte)tableId, (byte)(0xb0 | length >> 8), (byte)length, (byte)(extension >> 8), (byte)extension,
            (byte)(isCurrent ? 0xc1 : 0xc0), 0, 0, .. content, 0, 0, 0, 0,
        ];
        BinaryPrimitives.WriteUInt32BigEndian(section.AsSpan(section.Length - 4), rightCrc ? Crc(section.AsSpan(..^4)) : 0);
        return Unit(pid, [0, .. section], fill: 0xff);
    }

    public TsBuilder Video(long? pts, string annexB, long? dts = null) => Pes(VideoPid, pts, Convert.FromHexString(annexB), dts);

    public TsBuilder Idr(long pts, string sets = ParameterSets, string slice = "6588") => Video(pts, Delimiter + sets + "000001" + slice);

    public TsBuilder Slice(long pts, string slice = "419a") => Video(pts, Delimiter + "000001" + slice);

    public TsBuilder Audio(long? pts, params byte[][] frames) => Pes(AudioPid, pts, [.. frames.SelectMany(f => f)], bounded: true, streamId: 0xc0);

    /// <summary>An ADTS frame of AAC-LC, 48 kHz, stereo.</summary>
    public static byte[] Adts(string frame, bool withCrc = false, int frequency = 3, int channels = 2)
    {
        byte[] data = Convert.FromHexString(frame);
        int length = data.Length + (withCrc ? 9 : 7);
        byte[] header =
        [
            0xff, (byte)(withCrc ? 0xf0 : 0xf1), (byte)(0x40 | frequency << 2), (byte)(channels << 6 | length >> 11), (byte)(length >> 3),
            (byte)(length << 5 | 0x1f), 0xfc, .. withCrc ? new byte[2] : [],
        ];
        return [.. header, .. data];
    }

    public TsBuilder Pes(int pid, long? pts, byte[] payload, long? dts = null, bool bounded = false, byte streamId = 0xe0)
    {
        byte[] times = pts is null ? [] : dts is null ? Time(2, pts.Value) : [.. Time(3, pts.Value), .. Time(1, dts.Value)];
        int length = bounded ? 3 + times.Length + payload.Length : 0;
        byte flags = (byte)(pts is null ? 0 : dts is null ? 0x80 : 0xc0);
        return Unit(pid, [0, 0, 1, streamId, (byte)(length >> 8), (byte)length, 0x80, flags, (byte)times.Length, .. times, .. payload]);
    }

    public byte[] ToArray() => [.. Packets.SelectMany(packet => packet)];

    public List<Sample> Read() => Read(ToArray(), out _);

    public static List<Sample> Read(byte[] bytes, out long losses)
    {
        using var reader = new TsReader(new InputStream(new MemoryStream(bytes)));
        List<Sample> samples = [.. reader.ReadSamples(CancellationToken.None)];
        losses = reader.Losses;
        return samples;
    }

    private static byte[] Time(int marker, long time) =>
    [
        (byte)(marker << 4 | (int)(time >> 30 & 7) << 1 | 1),
        (byte)(time >> 22), (byte)(time >> 15 << 1 | 1), (byte)(time >> 7), (byte)(time << 1 | 1),
    ];

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                bool carry = (crc >> 31 ^ (uint)(b >> bit & 1)) != 0;
                crc = crc << 1 ^ (carry ? 0x04c11db7u : 0);
            }
        }

        return crc;
    }

    // Splits into packets; the last one is filled by an adaptation field, or with bytes behind a section.
    private TsBuilder Unit(int pid, byte[] bytes, byte? fill = null)
    {
        for (int start = 0; start < bytes.Length; start += 184)
        {
            int count = Math.Min(184, bytes.Length - start);
            int counter = _counters[pid] = (_counters.GetValueOrDefault(pid, -1) + 1) & 15;
            bool padded = count < 184 && fill is null;
            byte[] packet = new byte[188];
            packet.AsSpan().Fill(0xff);
            packet[0] = 0x47;
            packet[1] = (byte)((start == 0 ? 0x40 : 0) | pid >> 8);
            packet[2] = (byte)pid;
            packet[3] = (byte)((padded ? 0x30 : 0x10) | counter);
            if (padded)
            {
                packet[4] = (byte)(183 - count);
                if (count < 183)
                {
                    packet[5] = 0;
                }
            }

            bytes.AsSpan(start, count).CopyTo(packet.AsSpan(padded ? 188 - count : 4));
            Packets.Add(packet);
        }

        return this;
    }
}
