using MssTools.Core.Media;

namespace MssTools.Core.Codecs.Avc;

/// <summary>
/// Looks at the heads of a sample's NAL units. Of a sample that is still in its file only these are read, mostly with one
/// read at its start; Annex B, which has to be searched, is read whole.
/// </summary>
internal sealed class AvcSampleScanner
{
    private const int LongestSei = 64 * 1024;
    private const int ShortStartCode = 3;
    private const int HighestType = 23; // those above are for the use of others, RTP's for example

    private readonly AvcUnitBorders _borders = new();
    private readonly byte[] _window = new byte[512];
    private Payload _payload;
    private ReadOnlyMemory<byte> _memory;
    private int _windowStart;
    private int _windowLength;

    private bool _isClean;
    private AvcStart _start;
    private bool _isIntra;
    private bool _isReference;
    private int _slice;
    private Range _sps;
    private Range _pps;
    private int _prefix; // bytes in front of a NAL unit

    /// <summary>Where further access units begin in the sample that was looked at last; empty for almost all.</summary>
    public IReadOnlyList<int> Begins => _borders.Begins;

    /// <summary>Looks at a sample as if it had a framing.</summary>
    /// <param name="payload">The sample.</param>
    /// <param name="framing">The framing.</param>
    /// <param name="sequence">What its slices belong to; without it several access units are not told apart.</param>
    /// <exception cref="MssException">SourceFailed: it cannot be read.</exception>
    public AvcSample Scan(Payload payload, AvcFraming framing, AvcSequenceParameterSet? sequence = null)
    {
        _borders.Restart(sequence);
        _prefix = framing == AvcFraming.AnnexB ? ShortStartCode : (int)framing;
        (_payload, _windowLength) = (payload, 0);
        (_start, _isClean, _isIntra, _isReference, _slice, _sps, _pps) = (AvcStart.None, true, true, false, -1, default, default);
        _memory = framing == AvcFraming.AnnexB || payload.LengthInMemory == payload.Length ? payload.ToMemory() : default;
        bool isWhole = framing == AvcFraming.AnnexB ? ScanStartCodes() : ScanLengths(framing);
        AvcStart start = _start == AvcStart.None && _isIntra && _slice >= 0 ? AvcStart.Intra : _start;
        var picture = new AvcPicture(start, _isReference || _slice < 0, _slice);
        var sample = new AvcSample(payload, framing, isWhole, _isClean, picture, _sps, _pps);
        (_payload, _memory) = (default, default); // nothing is kept alive
        return sample;
    }

    private bool ScanLengths(AvcFraming framing)
    {
        int size = (int)framing;
        int position = 0;
        while (position < _payload.Length)
        {
            int left = _payload.Length - position;
            if (left < size)
            {
                _isClean = false; // zeros are padding, anything else is a unit whose end is missing
                return Bytes(position, left).IndexOfAnyExcept((byte)0) < 0;
            }

            uint length = NalUnitReader.ReadLength(Bytes(position, size), framing);
            position += size;
            if (length > _payload.Length - position)
            {
                return false;
            }

            if (length == 0)
            {
                _isClean = false; // not allowed, and decoders stumble over it
            }
            else if (!Look(position, (int)length))
            {
                return false;
            }

            position += (int)length;
        }

        return true;
    }

    private bool ScanStartCodes()
    {
        ReadOnlySpan<byte> all = _memory.Span;
        int one = all.IndexOfAnyExcept((byte)0);
        if (one < 2 || all[one] != 1)
        {
            return false; // no start code comes first
        }

        bool hasAny = false;
        for (var units = new AnnexBReader(all); units.Read(); hasAny = true)
        {
            all.Overlaps(units.NalUnit, out int position);
            if (!Look(position, units.NalUnit.Length))
            {
                return false;
            }
        }

        return hasAny;
    }

    // False where this can be no NAL unit: forbidden_zero_bit is set.
    private bool Look(int position, int length)
    {
        ReadOnlySpan<byte> head = Bytes(position, Math.Min(length, AvcPictureNumbers.LongestHeader));
        byte header = head[0];
        if ((header & NalUnit.ForbiddenBit) != 0)
        {
            return false;
        }

        NalUnitType type = NalUnit.TypeOf(header);
        _isClean &= (int)type is > 0 and <= HighestType;
        _borders.Look(head, position - _prefix);
        var place = new Range(position, position + length);
        switch (type)
        {
            case NalUnitType.SliceIdr or NalUnitType.Slice or NalUnitType.SlicePartitionA:
                _start = type == NalUnitType.SliceIdr ? AvcStart.Idr : _start;
                _isReference |= NalUnit.IsReference(header);
                _isIntra &= AvcSliceHeader.Read(head)?.IsIntra ?? false;
                _slice = _slice < 0 ? position : _slice;
                break;
            case NalUnitType.SupplementalEnhancementInformation when _start == AvcStart.None:
                bool isRecoveryPoint = RecoveryPoint.IsIn(Bytes(position, Math.Min(length, LongestSei)));
                _start = isRecoveryPoint ? AvcStart.RecoveryPoint : AvcStart.None;
                break;
            case NalUnitType.SequenceParameterSet when _sps.Equals(default):
                _sps = place;
                break;
            case NalUnitType.PictureParameterSet when _pps.Equals(default):
                _pps = place;
                break;
        }

        return true;
    }

    // Valid until the next call.
    private ReadOnlySpan<byte> Bytes(int position, int count)
    {
        if (!_memory.IsEmpty)
        {
            return _memory.Span.Slice(position, count);
        }

        if (count > _window.Length)
        {
            return _payload.Slice(position, count).ToMemory().Span;
        }

        if (position < _windowStart || position + count > _windowStart + _windowLength || _windowLength == 0)
        {
            (_windowStart, _windowLength) = (position, Math.Min(_window.Length, _payload.Length - position));
            _payload.Slice(position, _windowLength).CopyTo(_window.AsSpan(0, _windowLength));
        }

        return _window.AsSpan(position - _windowStart, count);
    }
}
