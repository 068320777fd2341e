using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Ts;

/// <summary>Follows the tables of a transport stream and gives each packet to its elementary stream.</summary>
/// <param name="output">Where the samples of all streams go.</param>
/// <param name="warnings">Told of audio that cannot be packaged or timed.</param>
internal sealed class TsDemultiplexer(Queue<Sample> output, InputWarnings warnings)
{
    private const int AssociationPid = 0;
    private const int MostStreams = 32;
    private const int Patience = 20_000; // packets to wait for the map of an earlier program

    private readonly MediaTimeline _timeline = new(bits: 33, TsReader.Timescale);
    private readonly PsiSections _association = new();
    private readonly Dictionary<int, ElementaryStream> _streams = [];
    private List<Program> _programs = [];
    private Program? _selected;
    private int _waited;
    private int _tracks;
    private int _endedLosses;

    /// <summary>Losses in all streams so far.</summary>
    public int Losses => _endedLosses + _streams.Values.Sum(stream => stream.Assembler.Losses);

    /// <summary>Takes the next packet.</summary>
    /// <exception cref="MssException">MalformedInput, or Unsupported: no program has a stream that can be packaged.</exception>
    public void Push(in TsPacket packet)
    {
        if (_selected is null && _programs.Count > 0 && ++_waited == Patience)
        {
            Select(wait: false);
        }

        if (_streams.TryGetValue(packet.Pid, out ElementaryStream? stream))
        {
            stream.Assembler.Push(packet);
        }
        else if (packet.IsDamaged || packet.IsScrambled)
        {
            // Tables come again.
        }
        else if (packet.Pid == AssociationPid)
        {
            _association.Push(packet, TakeAssociation);
        }
        else
        {
            foreach (Program program in _programs)
            {
                if (program.Entry.MapPid == packet.Pid)
                {
                    program.Sections.Push(packet, section => TakeMap(program, section));
                    break;
                }
            }
        }
    }

    /// <summary>Ends all streams.</summary>
    /// <exception cref="MssException">MalformedInput: there was no program map.</exception>
    public void End()
    {
        if (_selected is null)
        {
            Select(wait: false);
        }

        if (_tracks == 0)
        {
            throw new MssException(MssError.MalformedInput, "The transport stream ends without a program map table.");
        }

        foreach (ElementaryStream stream in _streams.Values)
        {
            stream.Assembler.End();
        }
    }

    private void TakeAssociation(ReadOnlySpan<byte> section)
    {
        if (PsiTable.ParseAssociation(section) is not { } table)
        {
            return;
        }

        List<Program> known = _programs;
        var listed = table.Programs.Select(entry => known.Find(program => program.Entry == entry) ?? new Program(entry)).ToList();
        _programs = table.IsWhole ? listed : [.. known.Union(listed)];
        if (_selected is not null && !_programs.Contains(_selected))
        {
            _selected = null; // the source numbers its programs anew
            _waited = 0;
        }
    }

    private void TakeMap(Program program, ReadOnlySpan<byte> section)
    {
        if (PsiTable.ParseMap(section, program.Entry.Number) is not { } streams)
        {
            return;
        }

        program.Streams = streams;
        if (program == _selected)
        {
            Follow(streams);
        }
        else if (_selected is null)
        {
            Select();
        }
    }

    // The first program in the order of the PAT; waits for the maps of the programs before it.
    private void Select(bool wait = true)
    {
        foreach (Program program in _programs)
        {
            if (program.Streams is null && wait)
            {
                return;
            }

            if (program.Streams is { } streams && StreamType.CanBePackaged(streams.Select(stream => stream.StreamType)))
            {
                _selected = program;
                Follow(streams);
                return;
            }
        }

        if (_programs.Exists(program => program.Streams is not null))
        {
            throw new MssException(
                MssError.Unsupported,
                $"No program of the transport stream has H.264, or AAC in ADTS without other video. It has {Describe()}.");
        }
    }

    private string Describe()
    {
        IEnumerable<int> types =
            _programs.SelectMany(program => program.Streams ?? []).Select(stream => stream.StreamType).Distinct();
        string list = string.Join(", ", types.Select(StreamType.Describe));
        return list.Length == 0 ? "no streams" : $"the stream types {list}";
    }

    // A stream that takes over from one of its kind that is gone goes on as the same track, on the same clock.
    private void Follow(IReadOnlyList<PmtStream> listed)
    {
        var gone = _streams.Values.Where(known => !listed.Contains(known.Entry)).ToList();
        gone.ForEach(stream => _streams.Remove(stream.Entry.Pid));
        foreach (PmtStream entry in listed.Where(entry => StreamType.IsUsable(entry.StreamType)).Take(MostStreams))
        {
            if (_streams.ContainsKey(entry.Pid))
            {
                continue;
            }

            ElementaryStream? before = gone.Find(stream => stream.Entry.StreamType == entry.StreamType);
            if (before is not null)
            {
                before.Assembler.Leave();
                _endedLosses += before.Assembler.Losses;
                gone.Remove(before);
            }

            IPesConsumer consumer = before?.Consumer ?? Open(entry.StreamType);
            _streams.Add(entry.Pid, new ElementaryStream(entry, consumer, new PesAssembler(consumer)));
        }

        if (!listed.Any(entry => entry.StreamType == StreamType.Adts))
        {
            WarnOfAudio(listed);
        }

        foreach (ElementaryStream stream in gone)
        {
            stream.Assembler.End();
            _endedLosses += stream.Assembler.Losses;
        }
    }

    private IPesConsumer Open(int streamType)
    {
        TrackClock clock = _timeline.AddTrack();
        return streamType == StreamType.Avc
            ? new TsVideoTrack(++_tracks, clock, output)
            : new TsAudioTrack(++_tracks, clock, output, warnings, RefuseAudio);
    }

    private void WarnOfAudio(IReadOnlyList<PmtStream> listed)
    {
        foreach (PmtStream entry in listed.Where(entry => StreamType.KindOf(entry.StreamType) == MediaKind.Audio))
        {
            warnings.Add(
                $"The audio is left out: stream type {StreamType.Describe(entry.StreamType)} of PID {entry.Pid} "
                + "cannot be packaged; 0x0f (AAC in ADTS) can.");
        }
    }

    // Video is worth having without its sound.
    private void RefuseAudio(MssException failure)
    {
        if (!_streams.Values.Any(stream => stream.Entry.StreamType == StreamType.Avc))
        {
            throw failure;
        }

        warnings.Add($"The audio is left out: {failure.Message}");
    }

    private sealed record ElementaryStream(PmtStream Entry, IPesConsumer Consumer, PesAssembler Assembler);

    private sealed class Program(PatProgram entry)
    {
        public PatProgram Entry => entry;

        public PsiSections Sections { get; } = new();

        public IReadOnlyList<PmtStream>? Streams { get; set; }
    }
}
