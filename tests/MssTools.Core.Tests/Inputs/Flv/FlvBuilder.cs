using System.Buffers.Binary;
using MssTools.Core.Inputs;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Media;

namespace MssTools.Core.Tests.Inputs.Flv;

/// <summary>Writes FLV for tests. Nothing is checked, so it can lie.</summary>
internal sealed class FlvBuilder
{
    public const string Avcc = "0142000aff" + "e100076742000af841a2" + "01000468ce3880";      // 128x96
    public const string OtherAvcc = "0142000aff" + "e100096742000a9653058988" + "01000468ce3880"; // 176x144

    private readonly List<byte> _bytes = [];

    public FlvBuilder() => Raw("464c5601" + "05" + "00000009" + "00000000");

    public FlvBuilder Raw(string hex)
    {
        _bytes.AddRange(Convert.FromHexString(hex));
        return this;
    }

    public FlvBuilder Tag(int type, long timestamp, string hex, int? size = null)
    {
        byte[] data = Convert.FromHexString(hex);
        Span<byte> header = stackalloc byte[11];
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)(type << 24 | (size ?? data.Length)));
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], (uint)timestamp << 8 | (uint)timestamp >> 24);
        _bytes.AddRange(header);
        _bytes.AddRange(data);
        BinaryPrimitives.WriteInt32BigEndian(header, 11 + data.Length);
        _bytes.AddRange(header[..4]);
        return this;
    }

    public FlvBuilder AvcHeader(string avcc = Avcc) => Tag(9, 0, "17" + "00" + "000000" + avcc);

    public FlvBuilder Avc(long timestamp, string nalUnits, bool key = false, int composition = 0) =>
        Tag(9, timestamp, (key ? "17" : "27") + "01" + (composition & 0xffffff).ToString("x6", null) + nalUnits);

    public FlvBuilder AacHeader(string config = "1190") => Tag(8, 0, "af" + "00" + config);

    public FlvBuilder Aac(long timestamp, string frame = "2110") => Tag(8, timestamp, "af" + "01" + frame);

    public byte[] ToArray() => [.. _bytes];

    public List<Sample> Read() => Read(ToArray());

    public static List<Sample> Read(byte[] bytes)
    {
        using var reader = new FlvReader(new InputStream(new MemoryStream(bytes)));
        return [.. reader.ReadSamples(CancellationToken.None)];
    }
}
