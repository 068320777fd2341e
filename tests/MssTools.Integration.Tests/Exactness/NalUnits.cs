using System.Buffers.Binary;

namespace MssTools.Integration.Tests.Exactness;

/// <summary>The NAL units of a picture track, without access unit delimiters, which only transport streams have.</summary>
internal static class NalUnits
{
    private const int AccessUnitDelimiter = 9;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <summary>Splits a byte stream (ISO/IEC 14496-10 Annex B).</summary>
    public static IReadOnlyList<string> OfByteStream(ReadOnlyMemory<byte> stream)
    {
        ReadOnlySpan<byte> rest = stream.Span;
        var units = new List<string>();
        while (rest.IndexOf(StartCode) is int start and >= 0)
        {
            rest = rest[(start + 3)..];
            int end = rest.IndexOf(StartCode);
            Add(units, (end < 0 ? rest : rest[..end]).TrimEnd((byte)0));
        }

        return units;
    }

    /// <summary>Splits a sample with four-byte lengths.</summary>
    public static IReadOnlyList<string> OfSample(ReadOnlyMemory<byte> sample)
    {
        ReadOnlySpan<byte> rest = sample.Span;
        var units = new List<string>();
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            Add(units, rest.Slice(4, length).TrimEnd((byte)0));
            rest = rest[(4 + length)..];
        }

        return units;
    }

    private static void Add(List<string> units, ReadOnlySpan<byte> unit)
    {
        if ((unit[0] & 0x1F) != AccessUnitDelimiter)
        {
            units.Add(Convert.ToHexString(unit));
        }
    }
}
