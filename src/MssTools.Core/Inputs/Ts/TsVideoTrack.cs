using System.Buffers;
using MssTools.Core.Codecs;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>
/// An H.264 stream: makes samples of its PES packets. A PES packet with a PTS starts an access unit; access unit
/// delimiters split further, so units may share a PES packet or reach over several. The two fields of a frame become one
/// sample, as in MP4.
/// </summary>
/// <remarks>
/// Broadcasters send IDR frames seldom or never: a recovery point stands in for one where the stream begins, where it
/// goes on behind a loss, and after ten seconds without.
/// </remarks>
/// <param name="id">The track's number.</param>
/// <param name="timestamps">Takes the wraps out of DTS.</param>
/// <param name="output">Where the samples go.</param>
internal sealed class TsVideoTrack(int id, TrackClock timestamps, Queue<Sample> output) : IPesConsumer
{
    private const int LargestUnit = 16 * 1024 * 1024;
    private const int StartCodeLength = 3;
    private const int TimestampBits = 33;
    private const long LongestReorder = 10 * TsReader.Timescale;
    private const long Patience = 10 * TsReader.Timescale; // for an IDR frame

    private readonly ArrayBufferWriter<byte> _unit = new();
    private readonly VideoClock _clock = new(TsReader.Timescale);
    private readonly InBandParameterSets _sets = new();
    private (long? Time, long CompositionOffset) _unitTimes;
    private bool _unitsSpanPes;
    private bool _waitsForSync = true;
    private Track? _track;
    private AvcSequenceParameterSet _sequence;
    private AvcField? _field; // the first of a frame whose second is to come
    private long _lastSync;
    private long? _lastTime;
    private long? _lastEmitted;
    private long _lastStep;

    /// <inheritdoc/>
    public void Accept(ReadOnlySpan<byte> payload, long? pts, long? dts)
    {
        int delimiter = AnnexBReader.IndexOfDelimiter(payload, 0);
        int begin = delimiter >= 0 ? delimiter : pts is null ? payload.Length : 0;
        _unitsSpanPes |= begin > StartCodeLength;
        Append(payload[..begin]); // the rest of the open access unit
        (long? Time, long CompositionOffset) times = pts is { } stamp
            ? (timestamps.Next(dts ?? stamp), CompositionOffset(stamp - (dts ?? stamp)))
            : (null, 0);
        while (begin < payload.Length)
        {
            FinishUnit();
            int next = AnnexBReader.IndexOfDelimiter(payload, Math.Min(begin + StartCodeLength, payload.Length));
            int end = next < 0 ? payload.Length : next;
            _unitTimes = times;
            Append(payload[begin..end]);
            times = (null, 0); // stamps belong to the first access unit that starts in the PES packet
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
        _waitsForSync = true;
        _field = null;
    }

    /// <inheritdoc/>
    public void End()
    {
        FinishUnit();
        if (_clock.Flush() is { } last)
        {
            output.Enqueue(last);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_unit.WrittenCount + bytes.Length > LargestUnit)
        {
            _unit.ResetWrittenCount();
            _waitsForSync = true;
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

        if (_waitsForSync && time < _lastEmitted)
        {
            return; // behind a loss: a datagram that came twice, or late
        }

        bool isSync = unit.IsSync || (unit.IsRecoveryPoint && (_waitsForSync || time - _lastSync >= Patience));
        if (isSync)
        {
            _waitsForSync = !Configure();
            _lastSync = time;
        }

        if (_waitsForSync)
        {
            return;
        }

        _lastEmitted = time;
        _field = AvcField.Of(unit.Slice.Span, _sequence);
        var next = new Sample(_track!, time, 0, _unitTimes.CompositionOffset, isSync, new Payload(unit.Data));
        if (_clock.Push(next) is { } sample)
        {
            output.Enqueue(sample);
        }
    }

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
        const int Shift = 64 - TimestampBits;
        long offset = difference << Shift >> Shift;
        return Math.Abs(offset) <= LongestReorder ? offset : 0;
    }

    // An access unit without a time stamp comes as far behind its predecessor as that behind its own.
    private long? NextTime()
    {
        long? time = _unitTimes.Time ?? _lastTime + _lastStep;
        _lastStep = time - _lastTime ?? 0;
        return _lastTime = time;
    }

    private bool Configure()
    {
        VideoConfig? config = _sets.ToConfig();
        if (config is not null && config != _track?.Config)
        {
            _track = new Track(id, MediaKind.Video, TsReader.Timescale, config);
            _sequence = AvcSequenceParameterSet.Parse(_sets.Sps.Span);
        }

        return config is not null;
    }
}
