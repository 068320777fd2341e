using MssTools.Core.Iso;
using MssTools.Core.Manifests;
using MssTools.Core.Media;
using MssTools.Core.Outputs;
using MssTools.Core.Outputs.Folder;

namespace MssTools.Core.Clips;

/// <summary>Makes a stretch of a group a recorded group of its own, while the group may go on and delete what it has.</summary>
internal sealed class ClipSaver
{
    private readonly ClipPlan _plan;
    private readonly bool _keepTime;
    private readonly GroupLayout _layout;
    private readonly HashSet<(string Folder, long Time)> _own;
    private readonly HashSet<(string Name, long Bitrate, long Time)> _untold;
    private uint? _firstNumber;
    private int _linked;
    private long _bytes;

    private ClipSaver(ClipPlan plan, StreamDefinition target, bool keepTime)
    {
        (_plan, Target, _keepTime, _layout) = (plan, target, keepTime, plan.Source.Layout);
        _own = [.. plan.Fragments().Select(f => (FolderOf(f), _layout.ToTimeScale(f.Time.Time)))];
        _untold = [.. plan.Parts.SelectMany(part => part.StreamIndexes).Where(index => index.Kind == MediaKind.Video).SelectMany(Untold)];
    }

    /// <summary>The clip as a group, for those who see to it that no two write one folder.</summary>
    public StreamDefinition Target { get; }

    /// <summary>Reads the group and finds out what the clip has; nothing is written.</summary>
    /// <exception cref="MssException">As of <see cref="ClipSource.Read"/> and <see cref="ClipPlan.Make"/>, or a setting is refused.</exception>
    /// <exception cref="IOException">A manifest cannot be read.</exception>
    public static ClipSaver Prepare(ClipDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var source = ClipSource.Read(definition.Source);
        var target = new StreamDefinition
        {
            GroupName = definition.Name ?? source.Name,
            TargetFolder = definition.TargetFolder,
            LocalStreamNames = source.StreamNames,
            TimeScale = source.TimeScale,
            IsLive = false,
            OverwriteDestination = false,
        };
        target.Validate();
        return new ClipSaver(ClipPlan.Make(definition, source), target, definition.KeepTime);
    }

    /// <summary>Writes the clip, its manifest last.</summary>
    /// <param name="progress">Called with the fragments that are stored and with how many there are, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left of it then.</param>
    /// <exception cref="MssException">
    /// InvalidTarget, GroupInUse, AccessDenied or AlreadyExists: the folder; NotFound: a fragment is gone; MalformedInput: it is not what
    /// the manifest says; SourceFailed or SinkFailed. Nothing is left of the clip then.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MssClip Save(Action<int, int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        List<ClipFragment> fragments = [.. _plan.Fragments()];
        using var folder = ClipFolder.Open(Target, _layout);
        for (int i = 0; i < fragments.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress(i, fragments.Count);
            Store(folder, fragments[i]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        List<string> parts = [];
        foreach (ClientManifest part in _plan.Parts.Select(_plan.Recorded))
        {
            string name = _layout.PartName(Target.ManifestName, part.StreamIndexes.Min(index => index.Fragments[0].Time));
            StoreManifest(folder, name, part);
            parts.Add(Path.Join(Target.GroupFolder, name));
        }

        ClientManifest whole = _plan.Recorded(_plan.Whole);
        StoreManifest(folder, Target.ManifestName, whole);
        folder.Keep();
        return Describe(whole, fragments.Count, parts);
    }

    private void Store(ClipFolder folder, ClipFragment fragment)
    {
        Content content = GroupLayout.ContentOf(fragment.Index);
        using OpenFragment open = _plan.Open(fragment, "saved");
        RefuseUntold(open, fragment);
        FragmentTime time = _plan.Shifted(fragment.Time);
        string name = _layout.PathOf(content, fragment.Level.Bitrate, time.Time);
        folder.Note(name);
        _bytes += Store(folder.Sink, name, open, fragment, time);
    }

    // A link keeps the bytes as they are, and so the successors that they announce.
    private long Store(FolderSink sink, string name, OpenFragment open, ClipFragment fragment, FragmentTime time)
    {
        IReadOnlyList<TfxdBox> announced = open.Fragment.Next?.Entries ?? [];
        List<TfxdBox> own = [.. announced.Where(entry => _own.Contains((FolderOf(fragment), (long)entry.FragmentAbsoluteTime)))];
        bool isAsItStands = _keepTime && own.Count == announced.Count;
        if (isAsItStands && sink.TryLink(name, open.Name))
        {
            _linked++;
            return open.Length;
        }

        uint number = open.Fragment.SequenceNumber!.Value;
        _firstNumber ??= number;
        byte[] header = isAsItStands ? open.Header
            : _keepTime ? open.HeaderAt(_layout.ToTimeScale(time.Time), number, own)
            : open.HeaderAt(_layout.ToTimeScale(time.Time), Math.Max(number, _firstNumber.Value) - _firstNumber.Value + 1u, []);
        var track = new Track(1, GroupLayout.ContentOf(fragment.Index), (uint)Timescale.Ticks, fragment.Level.Config);
        var sample = new Sample(track, time.Time, time.Duration, CompositionOffset: 0, IsSync: true, open.Data);
        long length = header.Length + open.Data.Length;
        sink.Store(new PackagedFragment(track, fragment.Level.Bitrate, name, time, header, [sample], length));
        return length;
    }

    // Where the manifest tells decoders something else, the pictures must bring along how they are to be decoded.
    private void RefuseUntold(OpenFragment open, ClipFragment fragment)
    {
        if (_untold.Contains((fragment.Index.Name, fragment.Level.Bitrate, fragment.Time.Time)) && !fragment.Level.Config.IsInBand(open.Data))
        {
            throw ClipPlan.Refused(
                fragment.Index.Name, fragment.Time.Time, _plan.Range, "has pictures of another configuration that they do not carry along");
        }
    }

    private IEnumerable<(string Name, long Bitrate, long Time)> Untold(StreamIndex part)
    {
        StreamIndex told = _plan.Whole.StreamIndexes.First(index => index.Name == part.Name);
        return part.QualityLevels.Zip(told.QualityLevels).Where(pair => !pair.First.Config.IsSameAs(pair.Second.Config))
            .SelectMany(pair => part.Fragments.Select(fragment => (part.Name, pair.First.Bitrate, fragment.Time)));
    }

    private static void StoreManifest(ClipFolder folder, string name, ClientManifest manifest)
    {
        folder.Note(name);
        folder.Sink.StoreManifest(name, ClientManifestWriter.Write(manifest));
    }

    private string FolderOf(ClipFragment fragment) => _layout.FolderOf(GroupLayout.ContentOf(fragment.Index), fragment.Level.Bitrate);

    private MssClip Describe(ClientManifest whole, int fragments, List<string> parts) => new()
    {
        GroupName = Target.GroupName,
        TargetFolder = Target.TargetFolder,
        ManifestPath = Target.ManifestPath,
        Source = _plan.Source.Manifest,
        Start = TimeSpan.FromTicks(_plan.Range.From - _plan.Range.GroupStart),
        StartTime = _plan.Range.IsClock ? DateTimeOffset.UnixEpoch.AddTicks(_plan.Range.From) : null,
        Duration = TimeSpan.FromTicks(whole.Duration),
        Contents = [.. whole.StreamIndexes.Select(index => index.Name)],
        FragmentCount = fragments,
        LinkedFragmentCount = _linked,
        Bytes = _bytes,
        Parts = parts,
        Warnings = _plan.Warnings,
    };
}
