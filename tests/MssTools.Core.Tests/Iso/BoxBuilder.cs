using System.Buffers.Binary;
using System.Text;
using MssTools.Core.Iso;

namespace MssTools.Core.Tests.Iso;

/// <summary>Builds boxes as bytes; says the size that it is told to say, true or not.</summary>
internal static class BoxBuilder
{
    public static byte[] Box(string type, params byte[][] content) =>
        Lie(type, (uint)(8 + content.Sum(part => part.Length)), content);

    public static byte[] Lie(string type, uint size, params byte[][] content) =>
        [.. U32(size), .. Encoding.Latin1.GetBytes(type), .. content.SelectMany(part => part)];

    public static byte[] FullBox(string type, byte version, uint flags, params byte[][] content) =>
        Box(type, [U32((uint)version << 24 | flags), .. content]);

    public static byte[] U32(params uint[] values)
    {
        byte[] bytes = new byte[values.Length * 4];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * 4), values[i]);
        }

        return bytes;
    }

    public static byte[] U64(params ulong[] values)
    {
        byte[] bytes = new byte[values.Length * 8];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * 8), values[i]);
        }

        return bytes;
    }

    public static byte[] Hex(string hex) => Convert.FromHexString(hex);

    /// <summary>The content of a box as a reader would hand it over, standing at 1000 in its input.</summary>
    public static BoxContent Content(string type, string hex) =>
        new(FourCC.Of(Encoding.Latin1.GetBytes(type)), Convert.FromHexString(hex), 1000);
}
