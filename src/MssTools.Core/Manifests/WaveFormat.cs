using System.Buffers.Binary;

namespace MssTools.Core.Manifests;

/// <summary>The WAVEFORMATEX of the WaveFormatEx attribute, which older packagers write in the place of single ones.</summary>
/// <param name="FormatTag">The codec.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="SamplesPerSecond">Sampling rate.</param>
/// <param name="Extra">Bytes behind the structure: the decoder configuration.</param>
internal sealed record WaveFormat(int FormatTag, int Channels, long SamplesPerSecond, byte[] Extra)
{
    private const int Size = 18;

    /// <summary>Reads the structure (little-endian); null where the bytes are too few.</summary>
    public static WaveFormat? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size)
        {
            return null;
        }

        int extra = BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);
        return new WaveFormat(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            bytes.Slice(Size, Math.Min(extra, bytes.Length - Size)).ToArray());
    }
}
