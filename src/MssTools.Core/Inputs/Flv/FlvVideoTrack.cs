using MssTools.Core.Bits;
using MssTools.Core.Codecs.Avc;
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
    private readonly StampProof<Message?> _proof = // null: a loss
        new(Name, bits: 32, FlvTracks.Timescale, warnings, timestamps);

    private readonly AvcSampleFormat _format = new(Name, warnings);
    private readonly AvcRandomAccess _access = new(Name, FlvTracks.Timescale, warnings);
    private readonly List<ReadOnlyMemory<byte>> _parts = []; // of the latest picture, behind its first
    private readonly List<Sample> _further = []; // pictures that came in one message with the one that the clock holds
    private long _spacing = FlvTracks.Timescale / 25; // of the pictures of the last message
    private ReadOnlyMemory<byte> _header;
    private ReadOnlyMemory<byte> _lead; // what goes in front of the next picture
    private AvcStart _leadStart;
    private uint? _openTimestamp;       // of the latest picture
    private bool _isOpenKept;
    private int _openLength;            // bytes of it and its parts
    private AvcField? _field;           // the first of a frame whose second is to come
    private long _messageTime;          // of the latest picture
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

    /// <summary>Takes a video tag and gives the samples before it, where this one starts another.</summary>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public void Push(FlvTag tag, Queue<Sample> output)
    {
        if (tag.Data.IsEmpty)
        {
            return; // keeps a connection alive
        }

        var fields = new ByteReader(tag.Data.Span, "FLV video");
        byte first = fields.ReadByte();
        int frameType = first >> 4 & 7;
        if (frameType == FrameTypeCommand)
        {
            return;
        }

        PacketType packet = ReadPacketType(ref fields, first);
        if (packet == PacketType.SequenceStart)
        {
            ReadCompositionTime(ref fields, (first & ExtendedHeaderFlag) == 0);
            Configure(tag.Data[fields.Position..], output);
        }
        else if (packet is PacketType.CodedFrames or PacketType.CodedFramesX)
        {
            int composition = ReadCompositionTime(ref fields, packet == PacketType.CodedFrames);
            if (fields.Remaining > 0)
            {
                var message = new Message(tag.Timestamp, composition, frameType == FrameTypeKey, tag.Data[fields.Position..]);
                _proof.Push(message, message.Timestamp);
                PushProven(output);
            }
        }
    }

    /// <summary>Says that something is missing here: what follows up to the next start of decoding is of no use.</summary>
    public void Lose()
    {
        if (_proof.IsHolding)
        {
            _proof.Push(null, null);
            return;
        }

        LoseHere();
    }

    /// <summary>Gives the samples that are held until others prove their times.</summary>
    /// <exception cref="MssException">MalformedInput or Unsupported.</exception>
    public void EndProof(Queue<Sample> output)
    {
        _proof.End();
        PushProven(output);
    }

    /// <summary>Gives the last samples, and tells what was left out before the end.</summary>
    public void Flush(Queue<Sample> output)
    {
        _access.End();
        Spread(until: null, output);
        Give(Completed(_clock.Flush()), output);
    }

    private void LoseHere()
    {
        _access.Lose();
        _field = null;
        (_lead, _leadStart) = (default, AvcStart.None);
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

    private void Configure(ReadOnlyMemory<byte> header, Queue<Sample> output)
    {
        if (header.IsEmpty || header.Span.SequenceEqual(_header.Span))
        {
            return; // encoders repeat it
        }

        EndProof(output); // of pictures with the configuration of before
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

    private void PushProven(Queue<Sample> output)
    {
        while (_proof.TryTake(out Message? next, out long? stamp))
        {
            if (next is { } message)
            {
                Push(message with { Timestamp = (uint)stamp!.Value }, output);
            }
            else
            {
                LoseHere();
            }
        }
    }

    private void Push(Message message, Queue<Sample> output)
    {
        var payload = new Payload(message.Content);
        AvcSample units = _format.Read(payload);
        if (!units.IsWhole || !_format.HasSeveral)
        {
            PushUnit(message, units, isFurther: false, output);
            return;
        }

        bool isFurther = false;
        foreach (Payload unit in _format.Split(payload))
        {
            PushUnit(message with { Content = unit.ToMemory() }, _format.Read(unit), isFurther, output);
            isFurther = true;
        }
    }

    private void PushUnit(Message message, in AvcSample units, bool isFurther, Queue<Sample> output)
    {
        if (!units.IsWhole)
        {
            if (units.Picture.IsReference)
            {
                LoseHere();
            }

            (_openTimestamp, _isOpenKept, _field) = (message.Timestamp, false, null);
            (_lead, _leadStart) = (default, AvcStart.None);
            return;
        }

        if (!units.Picture.IsThere)
        {
            TakeLead(units);
            return;
        }

        ReadOnlySpan<byte> slice = message.Content.Span[units.Picture.Slice..];
        if (!isFurther && Continues(message.Timestamp, slice))
        {
            Append(units);
            return;
        }

        Begin(message, units, slice, isFurther, output);
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
            LoseHere();
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

    private void Begin(Message message, in AvcSample units, ReadOnlySpan<byte> slice, bool isFurther, Queue<Sample> output)
    {
        long time = isFurther ? _messageTime : timestamps.Next(message.Timestamp);
        _messageTime = time;
        AvcStart start = units.Picture.Start > _leadStart ? units.Picture.Start : _leadStart;
        AvcConfig? config = _format.ToConfig();
        bool isSync = _access.IsSync(start, config is not null, time, isFurther ? null : message.IsMarked);
        ReadOnlyMemory<byte> lead = _lead;
        (_lead, _leadStart, _openTimestamp, _isOpenKept) = (default, AvcStart.None, message.Timestamp, !_access.IsWaiting);
        if (!_isOpenKept)
        {
            return;
        }

        if (isSync && !ReferenceEquals(config, _track?.Config))
        {
            _track = new Track(TrackId, AvcCodec.Instance.Content, FlvTracks.Timescale, config!);
            _sequence = AvcSequenceParameterSet.Parse(_format.Sps.Span);
        }

        _field = AvcField.Of(slice, _sequence);
        Payload data = _format.ToPayload(units, isSync);
        data = lead.IsEmpty ? data : new Payload((byte[])[.. lead.Span, .. data.ToMemory().Span]);
        _openLength = data.Length;
        var next = new Sample(_track!, time, 0, message.Composition, isSync, data);
        if (isFurther)
        {
            JoinParts();
            _further.Add(next);
            return;
        }

        Spread(time, output);
        Give(Completed(_clock.Push(next)), output);
    }

    // Pictures of one message share the time up to the next one; behind a loss, or at the end, that of the message before.
    private void Spread(long? until, Queue<Sample> output)
    {
        if (_further.Count > 0)
        {
            long shared = until - _further[0].DecodeTime ?? 0;
            _spacing = shared is > 0 and <= FlvTracks.Timescale ? Math.Max(1, shared / (_further.Count + 1)) : _spacing;
        }

        for (int i = 0; i < _further.Count; i++)
        {
            Sample further = _further[i];
            Give(_clock.Push(further with { DecodeTime = further.DecodeTime + (i + 1) * _spacing }), output);
        }

        _further.Clear();
    }

    // Another picture becomes the latest: what came of the one before in messages of its own is joined to it.
    private void JoinParts()
    {
        if (_parts.Count > 0 && _further.Count > 0)
        {
            _further[^1] = _further[^1] with { Data = new Payload(Joined(_further[^1].Data)) };
        }
        else if (_parts.Count > 0)
        {
            _clock.Append(Joined(new Payload(ReadOnlyMemory<byte>.Empty)));
        }
    }

    private static void Give(Sample? sample, Queue<Sample> output)
    {
        if (sample is { } ready)
        {
            output.Enqueue(ready);
        }
    }

    // The picture before, with all its parts.
    private Sample? Completed(Sample? sample) =>
        sample is { } whole && _parts.Count > 0 ? whole with { Data = new Payload(Joined(whole.Data)) } : sample;

    private byte[] Joined(Payload first)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(first.Length + _parts.Sum(part => part.Length));
        first.CopyTo(bytes.AsSpan(0, first.Length));
        int position = first.Length;
        foreach (ReadOnlyMemory<byte> part in _parts)
        {
            part.CopyTo(bytes.AsMemory(position));
            position += part.Length;
        }

        _parts.Clear();
        return bytes;
    }

    /// <summary>NAL units with what their message says of them: milliseconds, and whether it calls them a key frame.</summary>
    private readonly record struct Message(uint Timestamp, int Composition, bool IsMarked, ReadOnlyMemory<byte> Content);
}
