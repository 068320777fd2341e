using System.Buffers.Binary;
using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Avc;

/// <summary>A sample as its container holds it, and what was found in it.</summary>
/// <param name="Payload">Its bytes, untouched.</param>
/// <param name="Framing">How its NAL units were told apart.</param>
/// <param name="IsWhole">Whether they fill it exactly. Where they do not, only what precedes the fault is told.</param>
/// <param name="IsClean">Whether none is empty and each is of a type that the standard defines.</param>
/// <param name="Picture">What its slices and SEI messages tell.</param>
/// <param name="Sps">Place of the first SPS; nothing where there is none.</param>
/// <param name="Pps">Place of the first PPS; nothing where there is none.</param>
internal readonly record struct AvcSample(
    Payload Payload, AvcFraming Framing, bool IsWhole, bool IsClean, AvcPicture Picture, Range Sps, Range Pps)
{
    private const int LengthSize = 4;
    private const int LargestSample = 256 * 1024 * 1024; // after short lengths have grown to four bytes

    /// <summary>
    /// The bytes with four-byte lengths; the payload itself, unread, where it has them already and nothing is put in front.
    /// </summary>
    /// <param name="head">What goes in front, with four-byte lengths; may be empty.</param>
    /// <exception cref="MssException">MalformedInput: it is too large; SourceFailed.</exception>
    public Payload ToPayload(ReadOnlySpan<byte> head)
    {
        if (Framing == AvcFraming.FourBytes && IsClean && head.IsEmpty)
        {
            return Payload;
        }

        ReadOnlySpan<byte> source = Payload.ToMemory().Span;
        long size = head.Length;
        for (var units = new NalUnitReader(source, Framing); units.Read();)
        {
            size += LengthSize + units.NalUnit.Length;
        }

        if (size > LargestSample)
        {
            throw new MssException(MssError.MalformedInput, $"An H.264 sample of {size} bytes is larger than {LargestSample}.");
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)size);
        head.CopyTo(bytes);
        Span<byte> rest = bytes.AsSpan(head.Length);
        for (var units = new NalUnitReader(source, Framing); units.Read();)
        {
            BinaryPrimitives.WriteInt32BigEndian(rest, units.NalUnit.Length);
            units.NalUnit.CopyTo(rest[LengthSize..]);
            rest = rest[(LengthSize + units.NalUnit.Length)..];
        }

        return new Payload(bytes);
    }
}
