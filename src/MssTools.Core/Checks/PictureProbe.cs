using System.Buffers.Binary;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Stored;

namespace MssTools.Core.Checks;

/// <summary>Looks at the heads of a stored sample's NAL units; of the rest nothing is read.</summary>
internal sealed class PictureProbe
{
    private const int LengthSize = 4;
    private const int Head = 8;
    private const int MostUnits = 10_000;
    private const int LongestSei = 64 * 1024;

    private readonly byte[] _window = new byte[512];
    private long _windowStart = -1;
    private int _windowLength;

    /// <summary>Parameter sets of the last sample that had any, as they stand.</summary>
    public List<byte[]> ParameterSets { get; } = [];

    /// <summary>Looks at a sample whose bytes are all there.</summary>
    public PictureFacts Look(IStoredBytes bytes, StoredSample sample)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ParameterSets.Clear();
        _windowStart = -1;
        Span<byte> first = Read(bytes, sample.Offset, (int)Math.Min(sample.Size, LengthSize), sample);
        bool hasStartCode = first is [0, 0, 0, 1] or [0, 0, 1, ..];
        bool isIdr = false;
        bool isRecovery = false;
        bool isIntra = true;
        bool hasPicture = false;
        long end = sample.Offset + sample.Size;
        long position = sample.Offset;
        for (int units = 0; position < end; units++)
        {
            if (end - position < LengthSize || units == MostUnits)
            {
                return new PictureFacts(false, hasStartCode, isIdr, isRecovery, hasPicture && isIntra, hasPicture);
            }

            long length = BinaryPrimitives.ReadUInt32BigEndian(Read(bytes, position, LengthSize, sample));
            position += LengthSize;
            if (length == 0 || length > end - position)
            {
                return new PictureFacts(false, hasStartCode, isIdr, isRecovery, hasPicture && isIntra, hasPicture);
            }

            Span<byte> head = Read(bytes, position, (int)Math.Min(length, Head), sample);
            NalUnitType type = NalUnit.TypeOf(head[0]);
            switch (type)
            {
                case NalUnitType.SliceIdr:
                    (isIdr, hasPicture) = (true, true);
                    break;
                case NalUnitType.Slice or NalUnitType.SlicePartitionA:
                    isIntra &= AvcSliceHeader.Read(head) is { IsIntra: true };
                    hasPicture = true;
                    break;
                case NalUnitType.SupplementalEnhancementInformation when length <= LongestSei:
                    isRecovery |= RecoveryPoint.IsIn(Unit(bytes, position, (int)length));
                    break;
                case NalUnitType.SequenceParameterSet or NalUnitType.PictureParameterSet when length <= AvcParameterSets.LongestParameterSet:
                    ParameterSets.Add(Unit(bytes, position, (int)length));
                    break;
            }

            position += length;
        }

        return new PictureFacts(true, HasStartCode: false, isIdr, isRecovery, hasPicture && isIntra, hasPicture);
    }

    private static byte[] Unit(IStoredBytes bytes, long offset, int length)
    {
        byte[] unit = new byte[length];
        bytes.Read(offset, unit);
        return unit;
    }

    private Span<byte> Read(IStoredBytes bytes, long offset, int length, StoredSample sample)
    {
        if (_windowStart < 0 || offset < _windowStart || offset + length > _windowStart + _windowLength)
        {
            _windowStart = offset;
            _windowLength = (int)Math.Min(_window.Length, sample.Offset + sample.Size - offset);
            bytes.Read(offset, _window.AsSpan(0, _windowLength));
        }

        return _window.AsSpan((int)(offset - _windowStart), length);
    }
}
