using System.Buffers;
using MssTools.Core.Codecs.Avc;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>
/// An H.264 stream: makes samples of its PES packets. A PES packet with a PTS starts an access unit, unless it goes on with
/// a NAL unit or a picture; access unit delimiters split further, so units may share a PES packet or reach over several. The
/// two fields of a frame become one sample, as in MP4.
/// </summary>
/// <param name="id">The track's number.</param>
/// <param name="pid">The PID that it began with, for messages.</param>
/// <param name="timestamps">Takes the wraps out of DTS.</param>
/// <param name="output">Where the samples go.</param>
/// <param name="warnings">Told of pictures that are left out.</param>
internal sealed class TsVideoTrack(
    int id, int pid, TrackClock timestamps, Queue<Sample> output, InputWarnings warnings) : ITsTrack
{
    private const int LargestUnit = 16 * 1024 * 1024;
    private const int StartCodeLength = 3;
    private const long LongestReorder = 10 * TsReader.Timescale;

    private readonly ArrayBufferWriter<byte> _unit = new();
    private readonly VideoClock _clock = new(TsReader.Timescale);
    private readonly InBandParameterSets _sets = new();
    private readonly AvcRandomAccess _access = new($"H.264 of PID {pid}", TsReader.Timescale, warnings);
    private (long? Time, long CompositionOffset) _unitTimes;
    private bool _isUnitMarked;
    private bool _unitsSpanPes;
    private bool _hasDelimiters;
    private Track? _track;
    private AvcSequenceParameterSet _sequence;
    private AvcField? _field; // the first of a frame whose second is to come
    private long? _lastTime;
    private long? _lastEmitted;
    private long _lastStep;

    /// <inheritdoc/>
    public Content Content => AvcCodec.Instance.Content;

    /// <inheritdoc/>
    public bool IsRefused => false;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <inheritdoc/>
    public void Accept(ReadOnlySpan<byte> payload, long? pts, long? dts, bool isRandomAccess)
    {
        bool isSplit = CompletesStartCode(payload, pts is not null);
        payload = isSplit ? (byte[])[.. new byte[StartCodeLength - 1], .. payload.TrimStart((byte)0)] : payload;
        int begin = isSplit ? 0 : IndexOfUnit(payload, pts is not null);
        _unitsSpanPes |= begin > StartCodeLength;
        Append(payload[..begin]); // the rest of the open access unit
        (long? Time, long CompositionOffset) times = pts is { } stamp && begin < payload.Length
            ? (timestamps.Next(dts ?? stamp), CompositionOffset(stamp - (dts ?? stamp)))
            : (null, 0);
        while (begin < payload.Length)
        {
            FinishUnit();
            int next = AnnexBReader.IndexOfDelimiter(payload, Math.Min(begin + StartCodeLength, payload.Length));
            int end = next < 0 ? payload.Length : next;
            (_unitTimes, _isUnitMarked) = (times, isRandomAccess);
            Append(payload[begin..end]);
            (times, isRandomAccess) = ((null, 0), false); // they belong to the first access unit that starts in the PES packet
            begin = end;
        }
    }

    /// <inheritdoc/>
    public void Lose()
    {
        if (!_unitsSpanPes)
        {
            FinishUnit();
        }

        _unit.ResetWrittenCount();
        _access.Lose();
        _field = null;
    }

    /// <inheritdoc/>
    public void End()
    {
        FinishUnit();
        _access.End();
        if (_clock.Flush() is { } last)
        {
            output.Enqueue(last);
        }
    }

    // Where an access unit begins in the payload of a PES packet; its length where all of it belongs to the open one. Some
    // multiplexers stamp PES packets that only go on with a NAL unit, or with the slices of a picture.
    private int IndexOfUnit(ReadOnlySpan<byte> payload, bool hasStamp)
    {
        int delimiter = AnnexBReader.IndexOfDelimiter(payload, 0);
        _hasDelimiters |= delimiter >= 0;
        if (delimiter >= 0 || !hasStamp)
        {
            return delimiter >= 0 ? delimiter : payload.Length;
        }

        int start = payload.IndexOf(StartCode);
        bool goesOn = start < 0 || (_hasDelimiters && payload[..start].ContainsAnyExcept((byte)0));
        return goesOn || (_unit.WrittenCount > 0 && !BeginsPicture(payload[(start + StartCodeLength)..])) ? payload.Length : start;
    }

    // Whether a NAL unit does not belong to a picture that has begun: all but its slices behind the first.
    private static bool BeginsPicture(ReadOnlySpan<byte> nalUnit) =>
        nalUnit.IsEmpty
        || NalUnit.TypeOf(nalUnit[0]) is not (NalUnitType.Slice or NalUnitType.SlicePartitionA or NalUnitType.SliceIdr)
        || AvcSliceHeader.Read(nalUnit) is not { FirstMacroblock: > 0 };

    // The zeros of a start code may be the last bytes of the PES packet before.
    private bool CompletesStartCode(ReadOnlySpan<byte> payload, bool hasStamp)
    {
        int zeros = payload.IndexOfAnyExcept((byte)0);
        if (zeros is < 0 or >= StartCodeLength - 1 || payload[zeros] != 1 || zeros + 1 >= payload.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> open = _unit.WrittenSpan;
        int before = open.Length - open.TrimEnd((byte)0).Length;
        return before + zeros >= StartCodeLength - 1
            && (_hasDelimiters
                ? NalUnit.TypeOf(payload[zeros + 1]) == NalUnitType.AccessUnitDelimiter
                : hasStamp && BeginsPicture(payload[(zeros + 1)..]));
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_unit.WrittenCount + bytes.Length > LargestUnit)
        {
            _unit.ResetWrittenCount();
            _access.Lose(1);
            return;
        }

        _unit.Write(bytes);
    }

    private void FinishUnit()
    {
        if (_unit.WrittenCount == 0)
        {
            return;
        }

        AvcAccessUnit unit = AnnexB.ToAccessUnit(_unit.WrittenSpan);
        _unit.ResetWrittenCount();
        _sets.Take(unit);
        if (!unit.HasPicture || IsSecondField(unit) || NextTime() is not { } time)
        {
            return;
        }

        if (_access.IsWaiting && time < _lastEmitted)
        {
            return; // behind a loss: a datagram that came twice, or late
        }

        bool isConfigured = unit.Start != AvcStart.None && _sets.ToConfig() is not null;
        bool isSync = _access.IsSync(unit.Start, isConfigured, time, MarkOf(unit.Start));
        if (_access.IsWaiting)
        {
            return;
        }

        if (isSync)
        {
            Configure();
        }

        _lastEmitted = time;
        _field = AvcField.Of(unit.Slice.Span, _sequence);
        var next = new Sample(_track!, time, 0, _unitTimes.CompositionOffset, isSync, new Payload(unit.Data));
        if (_clock.Push(next) is { } sample)
        {
            output.Enqueue(sample);
        }
    }

    // The indicator may be missing anywhere, and stands at recovery points by right (ISO/IEC 13818-1 2.14.1).
    private bool? MarkOf(AvcStart start) => _isUnitMarked && start != AvcStart.RecoveryPoint ? true : null;

    private bool IsSecondField(in AvcAccessUnit unit)
    {
        if (_field is null || AvcField.Of(unit.Slice.Span, _sequence)?.Completes(_field) != true)
        {
            return false;
        }

        _field = null;
        _clock.Append(unit.Data);
        return true;
    }

    // A difference of 33-bit stamps; beyond what reordering needs, a stamp is damaged.
    private static long CompositionOffset(long difference)
    {
        long offset = WrappingStamp.Distance(0, difference, TsReader.TimestampBits);
        return Math.Abs(offset) <= LongestReorder ? offset : 0;
    }

    // An access unit without a time stamp comes as far behind its predecessor as that behind its own.
    private long? NextTime()
    {
        long? time = _unitTimes.Time ?? _lastTime + _lastStep;
        _lastStep = time - _lastTime ?? 0;
        return _lastTime = time;
    }

    private void Configure()
    {
        if (_sets.ToConfig() is { } config && config != _track?.Config)
        {
            _track = new Track(id, Content, TsReader.Timescale, config);
            _sequence = AvcSequenceParameterSet.Parse(_sets.Sps.Span);
        }
    }
}
