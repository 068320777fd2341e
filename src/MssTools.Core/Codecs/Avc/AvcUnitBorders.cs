namespace MssTools.Core.Codecs.Avc;

/// <summary>
/// Finds where further access units begin among the NAL units of one sample (ISO/IEC 14496-10 7.4.1.2.3). The two fields of
/// a frame stay together.
/// </summary>
internal sealed class AvcUnitBorders
{
    private const int Most = 255;          // in one sample; what follows stays with the last
    private const int FirstOfReserved = 14; // 14 to 18 go in front of a picture, like delimiters, parameter sets and SEI
    private const int LastOfReserved = 18;

    private readonly List<int> _begins = [];
    private readonly byte[] _slice = new byte[AvcPictureNumbers.LongestHeader]; // the first of the latest access unit
    private AvcSequenceParameterSet? _sequence;
    private int _sliceLength;
    private int? _end; // of the latest access unit, where what stands behind its slices begins
    private bool _isDelimited;

    /// <summary>Where they begin; empty for almost all samples.</summary>
    public IReadOnlyList<int> Begins => _begins;

    /// <summary>Begins a sample.</summary>
    /// <param name="sequence">What its slices belong to; null: its access units are not told apart.</param>
    public void Restart(AvcSequenceParameterSet? sequence)
    {
        _begins.Clear();
        (_sequence, _sliceLength, _end, _isDelimited) = (sequence, 0, null, false);
    }

    /// <summary>Looks at the next NAL unit.</summary>
    /// <param name="head">Its first bytes.</param>
    /// <param name="position">Where it begins, with its length or start code.</param>
    public void Look(ReadOnlySpan<byte> head, int position)
    {
        NalUnitType type = NalUnit.TypeOf(head[0]);
        if (type is NalUnitType.SliceIdr or NalUnitType.Slice or NalUnitType.SlicePartitionA)
        {
            LookAtSlice(head, position);
        }
        else if (_sliceLength > 0 && LeadsIn(type))
        {
            _end ??= position;
            _isDelimited |= type == NalUnitType.AccessUnitDelimiter;
        }
    }

    private static bool LeadsIn(NalUnitType type) => type is NalUnitType.AccessUnitDelimiter
        or NalUnitType.SequenceParameterSet
        or NalUnitType.PictureParameterSet
        or NalUnitType.SupplementalEnhancementInformation
        || (int)type is >= FirstOfReserved and <= LastOfReserved;

    private void LookAtSlice(ReadOnlySpan<byte> head, int position)
    {
        bool isFirst = _sliceLength == 0;
        if (!isFirst && _sequence is { } sequence && _begins.Count < Most
            && AvcSliceHeader.Read(head) is { FirstMacroblock: 0 }
            && AvcPictureNumbers.Of(_slice.AsSpan(0, _sliceLength), sequence) is { } before
            && AvcPictureNumbers.Of(head, sequence) is { } here
            && here.Follows(before, _isDelimited))
        {
            _begins.Add(_end ?? position);
            isFirst = true;
        }

        if (isFirst)
        {
            _sliceLength = Math.Min(head.Length, _slice.Length);
            head[.._sliceLength].CopyTo(_slice);
        }

        (_end, _isDelimited) = (null, false);
    }
}
