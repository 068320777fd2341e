using MssTools.Core.Bits;
using MssTools.Core.Codecs;
using MssTools.Core.Iso;
using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Flv;

/// <summary>
/// The H.264 track of an FLV input (E.4.3), also in the packets of Enhanced RTMP v1 with FourCC <c>avc1</c>. Every access
/// unit is one sample, also where a sender puts each NAL unit into a message of its own.
/// </summary>
/// <param name="timestamps">Takes the wraps out of the tags' times.</param>
/// <param name="warnings">Told of what is otherwise than announced, and of what is left out.</param>
internal sealed class FlvVideoTrack(TrackClock timestamps, InputWarnings warnings)
{
    private const string Name = "The picture";
    private const int TrackId = 1;
    private const int ExtendedHeaderFlag = 0x80;
    private const int FrameTypeKey = 1;
    private const int FrameTypeCommand = 5;
    private const int CodecIdAvc = 7;
    private const uint FourCCAvc = 0x61766331; // avc1
    private const int LongestLead = 64 * 1024; // bytes of parameter sets and SEI in messages of their own
    private const int MostParts = 4096;        // messages of one picture
    private const int LargestUnit = 16 * 1024 * 1024; // bytes of one that is put together

    private readonly VideoClock _clock = new(FlvTracks.Timescale);
    private readonly AvcSampleFormat _format = new(Name, warnings);
    private readonly AvcRandomAccess _access = new(Name, FlvTracks.Timescale, warnings);
    private readonly List<ReadOnlyMemory<byte>> _parts = []; // of the picture that the clock holds, behind its first
    private ReadOnlyMemory<byte> _header;
    private ReadOnlyMemory<byte> _lead; // what goes in front of the next picture
    private AvcStart _leadStart;
    private uint? _openTimestamp;       // of the latest picture
    private bool _isOpenKept;
    private int _openLength;            // bytes of it and its parts
    private AvcField? _field;           // the first of a frame whose second is to come
    private AvcSequenceParameterSet _sequence;
    private Track? _track;

    /// <summary>Whether a picture was packaged.</summary>
    public bool HasBegun => _track is not null;

    /// <summary>Whether it has shown that it is H.264: what makes no sense from then on is damage, not another codec.</summary>
    public bool IsProven => HasBegun || !_header.IsEmpty;

    private enum PacketType
    {
        SequenceStart = 0,
        CodedFrames = 1,
        SequenceEnd = 2,
        CodedFramesX = 3, // Enhanced RTMP: without composition time
        Metadata = 4,
    }

    /// <summary>Takes a video tag and gives the sample before it, where this one starts another.</summary>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public Sample? Push(FlvTag tag)
    {
        if (tag.Data.IsEmpty)
        {
            return null; // keeps a connection alive
        }

        var fields = new ByteReader(tag.Data.Span, "FLV video");
        byte first = fields.ReadByte();
        int frameType = first >> 4 & 7;
        if (frameType == FrameTypeCommand)
        {
            return null;
        }

        PacketType packet = ReadPacketType(ref fields, first);
        if (packet == PacketType.SequenceStart)
        {
            ReadCompositionTime(ref fields, (first & ExtendedHeaderFlag) == 0);
            Configure(tag.Data[fields.Position..]);
            return null;
        }

        if (packet is not (PacketType.CodedFrames or PacketType.CodedFramesX))
        {
            return null;
        }

        int composition = ReadCompositionTime(ref fields, packet == PacketType.CodedFrames);
        return fields.Remaining == 0
            ? null
            : PushUnits(tag.Timestamp, composition, frameType == FrameTypeKey, tag.Data[fields.Position..]);
    }

    /// <summary>Says that something is missing here: what follows up to the next start of decoding is of no use.</summary>
    public void Lose()
    {
        _access.Lose();
        _field = null;
        (_lead, _leadStart) = (default, AvcStart.None);
    }

    /// <summary>Gives the last sample, and tells what was left out before the end.</summary>
    public Sample? Flush()
    {
        _access.End();
        return Completed(_clock.Flush());
    }

    private static PacketType ReadPacketType(ref ByteReader fields, byte first)
    {
        if ((first & ExtendedHeaderFlag) == 0)
        {
            int codec = first & 15;
            return codec == CodecIdAvc
                ? (PacketType)fields.ReadByte()
                : throw new MssException(
                    MssError.Unsupported,
                    $"FLV video with codec id {codec} ({CodecName(codec)}) cannot be packaged; 7 (H.264) can.");
        }

        var packet = (PacketType)(first & 15);
        uint codecCode = fields.ReadUInt32();
        return codecCode == FourCCAvc || packet == PacketType.Metadata
            ? packet
            : throw new MssException(
                MssError.Unsupported,
                $"FLV video with codec '{new FourCC(codecCode)}' (packet type {(int)packet}) "
                + "cannot be packaged; 'avc1' can.");
    }

    private static int ReadCompositionTime(ref ByteReader fields, bool present) =>
        present ? (int)(fields.ReadUInt24() << 8) >> 8 : 0;

    private static string CodecName(int codec) => codec switch
    {
        2 => "Sorenson H.263",
        3 => "Screen video",
        4 or 5 => "VP6",
        6 => "Screen video 2",
        12 => "HEVC",
        _ => "unknown",
    };

    private void Configure(ReadOnlyMemory<byte> header)
    {
        if (header.IsEmpty || header.Span.SequenceEqual(_header.Span))
        {
            return; // encoders repeat it
        }

        _header = header;
        try
        {
            _format.Announce(AvcDecoderConfiguration.Parse(header.Span));
        }
        catch (MssException failure) when (failure.Code == MssError.MalformedInput)
        {
            warnings.Add($"{Name}: its configuration is damaged, and is taken from among the pictures where they have it: {failure.Message}");
        }
    }

    private Sample? PushUnits(uint timestamp, int composition, bool isMarked, ReadOnlyMemory<byte> content)
    {
        AvcSample units = _format.Read(new Payload(content));
        if (!units.IsWhole)
        {
            if (units.Picture.IsReference)
            {
                Lose();
            }

            (_openTimestamp, _isOpenKept, _field) = (timestamp, false, null);
            (_lead, _leadStart) = (default, AvcStart.None);
            return null;
        }

        if (!units.Picture.IsThere)
        {
            TakeLead(units);
            return null;
        }

        ReadOnlySpan<byte> slice = content.Span[units.Picture.Slice..];
        if (Continues(timestamp, slice))
        {
            Append(units);
            return null;
        }

        return Begin(timestamp, composition, isMarked, units, slice);
    }

    private void TakeLead(in AvcSample units)
    {
        ReadOnlySpan<byte> more = _format.ToPayload(units, isSync: false).ToMemory().Span;
        if (_lead.Length + more.Length > LongestLead)
        {
            (_lead, _leadStart) = (default, AvcStart.None); // nobody needs as much
            return;
        }

        _lead = (byte[])[.. _lead.Span, .. more];
        _leadStart = units.Picture.Start > _leadStart ? units.Picture.Start : _leadStart;
    }

    // A further slice of the picture, or the second field of its frame.
    private bool Continues(uint timestamp, ReadOnlySpan<byte> slice)
    {
        AvcField? first = _field;
        _field = null;
        if (timestamp == _openTimestamp && AvcSliceHeader.Read(slice) is { FirstMacroblock: > 0 })
        {
            _field = first;
            return true;
        }

        return first is not null && AvcField.Of(slice, _sequence)?.Completes(first) == true;
    }

    private void Append(in AvcSample units)
    {
        if (!_isOpenKept)
        {
            return; // the rest of a picture that was left out
        }

        ReadOnlyMemory<byte> part = _format.ToPayload(units, isSync: false).ToMemory();
        long length = (long)_openLength + _lead.Length + part.Length;
        if (_parts.Count >= MostParts || length > LargestUnit)
        {
            Lose();
            _isOpenKept = false;
            return;
        }

        if (!_lead.IsEmpty)
        {
            _parts.Add(_lead);
            (_lead, _leadStart) = (default, AvcStart.None);
        }

        _parts.Add(part);
        _openLength = (int)length;
    }

    private Sample? Begin(uint timestamp, int composition, bool isMarked, in AvcSample units, ReadOnlySpan<byte> slice)
    {
        long time = timestamps.Next(timestamp);
        AvcStart start = units.Picture.Start > _leadStart ? units.Picture.Start : _leadStart;
        VideoConfig? config = _format.ToConfig();
        bool isSync = _access.IsSync(start, config is not null, time, isMarked);
        ReadOnlyMemory<byte> lead = _lead;
        (_lead, _leadStart, _openTimestamp, _isOpenKept) = (default, AvcStart.None, timestamp, !_access.IsWaiting);
        if (!_isOpenKept)
        {
            return null;
        }

        if (isSync && !ReferenceEquals(config, _track?.Config))
        {
            _track = new Track(TrackId, MediaKind.Video, FlvTracks.Timescale, config!);
            _sequence = AvcSequenceParameterSet.Parse(_format.Sps.Span);
        }

        _field = AvcField.Of(slice, _sequence);
        Payload data = _format.ToPayload(units, isSync);
        data = lead.IsEmpty ? data : new Payload((byte[])[.. lead.Span, .. data.ToMemory().Span]);
        _openLength = data.Length;
        return Completed(_clock.Push(new Sample(_track!, time, 0, composition, isSync, data)));
    }

    // The picture before, with all its parts.
    private Sample? Completed(Sample? sample)
    {
        if (sample is not { } whole || _parts.Count == 0)
        {
            return sample;
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>(whole.Data.Length + _parts.Sum(part => part.Length));
        whole.Data.CopyTo(bytes.AsSpan(0, whole.Data.Length));
        int position = whole.Data.Length;
        foreach (ReadOnlyMemory<byte> part in _parts)
        {
            part.CopyTo(bytes.AsMemory(position));
            position += part.Length;
        }

        _parts.Clear();
        return whole with { Data = new Payload(bytes) };
    }
}
