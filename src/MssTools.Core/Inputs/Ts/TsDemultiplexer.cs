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

    private readonly MediaTimeline _timeline = new(TsReader.TimestampBits, TsReader.Timescale);
    private readonly PsiSections _association = new();
    private readonly Dictionary<int, ElementaryStream> _streams = [];
    private readonly ScrambledPackets _scrambled = new(warnings);
    private readonly ShownStreams _shown = new();
    private readonly Dictionary<int, PrivateStream> _private = []; // what they carry shows when they bring it
    private readonly HashSet<Content> _announced = [];
    private List<Program> _programs = [];
    private Program? _selected;
    private int _waited;
    private int _tracks;
    private int _endedLosses;

    /// <summary>What the program has, without what cannot be packaged.</summary>
    public IReadOnlySet<Content> Announced => _announced;

    /// <summary>Whether it is known which streams the input has.</summary>
    public bool HasBegun => _tracks > 0;

    /// <summary>Packets of media that came before it was known which streams the input has.</summary>
    public int PassedOver { get; private set; }

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

        if (!HasBegun && _shown.Packets == ShownStreams.Patience && !HasMaps)
        {
            TakeWhatShows();
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
        else if (_private.TryGetValue(packet.Pid, out PrivateStream? unknown))
        {
            Recognise(unknown, packet);
        }
        else if (!TakeMaps(packet) && !HasBegun)
        {
            _shown.Push(packet);
        }
    }

    /// <summary>Says that the input has ended, or begins again: the streams must be known by now.</summary>
    /// <exception cref="MssException">
    /// MalformedInput: there was no program map; Unsupported: no program has a stream that can be packaged.
    /// </exception>
    public void Decide()
    {
        if (_selected is null)
        {
            Select(wait: false);
        }

        if (!HasBegun && !HasMaps)
        {
            TakeWhatShows();
        }

        if (!HasBegun)
        {
            throw new MssException(
                MssError.MalformedInput,
                "The transport stream ends without a program map table, and its packets show neither H.264 nor AAC in ADTS.");
        }
    }

    /// <summary>Ends all streams.</summary>
    /// <exception cref="MssException">As <see cref="Decide"/>.</exception>
    public void End()
    {
        Decide();
        _scrambled.End();
        foreach (ElementaryStream stream in _streams.Values)
        {
            stream.Assembler.End();
        }
    }

    private bool HasMaps => _programs.Exists(program => program.Streams is not null);

    // Programs may share a PID for their maps.
    private bool TakeMaps(in TsPacket packet)
    {
        bool isMap = false;
        foreach (Program program in _programs)
        {
            if (program.Entry.MapPid == packet.Pid)
            {
                isMap = true;
                TakeMapPacket(program, packet);
            }
        }

        return isMap;
    }

    private void TakeMapPacket(Program program, in TsPacket packet) =>
        program.Sections.Push(packet, section => TakeMap(program, section));

    private void TakeWhatShows()
    {
        IReadOnlyList<PmtStream> streams = _shown.Streams;
        int packets = _shown.Packets;
        if (streams.Count == 0)
        {
            _shown.Clear(); // more may come
            return;
        }

        string list = string.Join(", ", streams.Select(stream => $"PID {stream.Pid} as {StreamType.Describe(stream.StreamType)}"));
        warnings.Add(
            $"The transport stream has no tables (PAT, PMT) that can be read in {packets} packets of media: its streams are "
            + $"taken for what their packets show, {list}.");
        Follow(streams);
    }

    private void Recognise(PrivateStream stream, in TsPacket packet)
    {
        if (stream.Look(packet) is not { } type)
        {
            return;
        }

        PmtStream entry = stream.Entry;
        _private.Remove(entry.Pid);
        if (type == StreamType.Adts && _streams.Count < MostStreams)
        {
            ProvenPes consumer = Open(entry with { StreamType = type });
            _streams.Add(entry.Pid, new ElementaryStream(entry, type, consumer, stream.Become(consumer)));
            Announce();
            return;
        }

        warnings.Add($"PID {entry.Pid} is left out: its private data are {StreamType.Describe(type)}, which cannot be packaged.");
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

        if (HasMaps)
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

    // A stream that takes over from one that is gone goes on as the same track, on the same clock.
    private void Follow(IReadOnlyList<PmtStream> listed)
    {
        if (!HasBegun)
        {
            PassedOver = _shown.Packets;
            _shown.Clear();
        }

        var gone = _streams.Values.Where(known => !listed.Any(known.Entry.Is)).ToList();
        gone.ForEach(stream => _streams.Remove(stream.Entry.Pid));
        foreach (PmtStream entry in listed.Where(entry => StreamType.CodecOf(entry.StreamType) is not null).Take(MostStreams))
        {
            if (_streams.ContainsKey(entry.Pid))
            {
                continue;
            }

            ElementaryStream? before = FindBefore(entry, gone, listed);
            if (before is not null)
            {
                _endedLosses += before.Assembler.Losses;
                gone.Remove(before);
            }

            ProvenPes consumer = before?.Consumer ?? Open(entry);
            var assembler = new PesAssembler(consumer, before?.Assembler, _scrambled);
            _streams.Add(entry.Pid, new ElementaryStream(entry, entry.StreamType, consumer, assembler));
        }

        var looked = _private.Values.Where(stream => listed.Any(stream.Entry.Is)).ToList();
        _private.Clear();
        looked.ForEach(stream => _private[stream.Entry.Pid] = stream);
        foreach (PmtStream entry in listed.Where(entry => entry.StreamType == StreamType.PrivateData && !_streams.ContainsKey(entry.Pid)))
        {
            _private.TryAdd(entry.Pid, new PrivateStream(entry, _scrambled));
        }

        WarnOfAudio(listed);

        foreach (ElementaryStream stream in gone)
        {
            stream.Assembler.End();
            _endedLosses += stream.Assembler.Losses;
        }

        Announce();
    }

    private void Announce()
    {
        _announced.Clear();
        _announced.UnionWith(_streams.Values
            .Where(stream => !stream.Consumer.Track.IsRefused)
            .Select(stream => stream.Consumer.Track.Content));
    }

    // Of several sounds only that of the same language; where an input has one, it is the same whatever it is called.
    private static ElementaryStream? FindBefore(PmtStream entry, List<ElementaryStream> gone, IReadOnlyList<PmtStream> listed)
    {
        List<ElementaryStream> alike = gone.FindAll(stream => stream.Type == entry.StreamType);
        ElementaryStream? same = alike.Find(stream => (stream.Entry.Language, stream.Entry.Role) == (entry.Language, entry.Role));
        bool isOnly = alike.Count == 1 && listed.Count(other => other.StreamType == entry.StreamType) == 1;
        return same ?? (isOnly || StreamType.KindOf(entry.StreamType) == MediaKind.Video ? alike.FirstOrDefault() : null);
    }

    private Content NameSound(PmtStream entry)
    {
        string codec = StreamType.CodecOf(entry.StreamType)!.Name;
        HashSet<string> taken = [.. _streams.Values.Select(stream => stream.Consumer.Track.Content.Name)];
        int number = 1;
        while (taken.Contains(Content.Sound(codec, entry.Language, entry.Role, number).Name))
        {
            number++;
        }

        return Content.Sound(codec, entry.Language, entry.Role, number);
    }

    private ProvenPes Open(PmtStream entry)
    {
        TrackClock clock = _timeline.AddTrack();
        ITsTrack track = entry.StreamType == StreamType.Avc
            ? new TsVideoTrack(++_tracks, entry.Pid, clock, output, warnings)
            : new TsAudioTrack(++_tracks, NameSound(entry), clock, output, warnings, RefuseAudio);
        string name = $"{StreamType.Describe(entry.StreamType)} of PID {entry.Pid}";
        return new ProvenPes(track, new StampProof<PesUnit?>(name, TsReader.TimestampBits, TsReader.Timescale, warnings, clock));
    }

    private void WarnOfAudio(IReadOnlyList<PmtStream> listed)
    {
        bool hasOther = _streams.Values.Any(stream => stream.Consumer.Track.Content.Kind == MediaKind.Audio);
        foreach (PmtStream entry in listed.Where(e => StreamType.CodecOf(e.StreamType) is null && StreamType.KindOf(e.StreamType) == MediaKind.Audio))
        {
            warnings.Add(
                $"{(hasOther ? "Further audio" : "The audio")} is left out: stream type {StreamType.Describe(entry.StreamType)} of PID {entry.Pid} "
                + "cannot be packaged; 0x0f (AAC in ADTS) can.");
        }
    }

    // Video is worth having without its sound.
    private void RefuseAudio(MssException failure)
    {
        if (_streams.Values.All(stream => stream.Consumer.Track.IsRefused))
        {
            throw failure;
        }

        bool hasOther = _streams.Values.Any(stream => stream.Consumer.Track is { IsRefused: false, Content.Kind: MediaKind.Audio });
        warnings.Add($"{(hasOther ? "Further audio" : "The audio")} is left out: {failure.Message}");
        Announce();
    }

    // Type is what it carries; of private data that shows only in its packets.
    private sealed record ElementaryStream(PmtStream Entry, int Type, ProvenPes Consumer, PesAssembler Assembler);

    private sealed class Program(PatProgram entry)
    {
        public PatProgram Entry => entry;

        public PsiSections Sections { get; } = new();

        public IReadOnlyList<PmtStream>? Streams { get; set; }
    }
}
