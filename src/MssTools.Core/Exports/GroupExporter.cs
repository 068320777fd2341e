using Microsoft.Win32.SafeHandles;
using MssTools.Core.Clips;
using MssTools.Core.Manifests;
using MssTools.Core.Media;

namespace MssTools.Core.Exports;

/// <summary>Makes files of a stretch of a group, while the group may go on and delete what it has.</summary>
internal sealed class GroupExporter
{
    private readonly ExportDefinition _definition;
    private readonly ClipPlan _plan;
    private readonly string _name;
    private readonly IReadOnlyList<ExportFile> _files;

    private GroupExporter(ExportDefinition definition, ClipPlan plan, string name)
    {
        (_definition, _plan, _name) = (definition, plan, name);
        _files = ExportFile.Plan(definition, name, plan.Whole);
    }

    private string ServerManifestName => $"{_name}.ism";

    private string ClientManifestName => $"{_name}.ismc";

    private IEnumerable<string> Names => _definition.Format == ExportFormat.Ism
        ? [.. _files.Select(file => file.Name), ClientManifestName, ServerManifestName]
        : _files.Select(file => file.Name);

    /// <summary>Reads the group and finds out what there will be; nothing is written.</summary>
    /// <exception cref="MssException">
    /// As of <see cref="ClipSource.Read"/> and <see cref="ClipPlan.Make"/>; InvalidSetting: the name is none; Unsupported: the decoder
    /// configuration changes within the stretch.
    /// </exception>
    /// <exception cref="IOException">A manifest cannot be read.</exception>
    public static GroupExporter Prepare(ExportDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var source = ClipSource.Read(definition.Source);
        string name = definition.Name ?? source.Name;
        if (name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || name.AsSpan().ContainsAny('/', '\\', ':') || name.Trim('.', ' ').Length == 0)
        {
            throw new MssException(
                MssError.InvalidSetting, $"'{name}' is no name that files can begin with.", "Give a -Name without '/', '\\', ':' and control characters.");
        }

        var plan = ClipPlan.Make(
            new ClipDefinition { Source = definition.Source, From = definition.From, To = definition.To, Last = definition.Last }, source);
        RefuseChanges(plan);
        return new GroupExporter(definition, plan, name);
    }

    /// <summary>Writes the files; the server manifest gets its name last.</summary>
    /// <param name="progress">Called with the fragments that are done and with how many there are, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left of it then.</param>
    /// <exception cref="MssException">
    /// AlreadyExists, AccessDenied or GroupInUse: the destination; NotFound: a fragment is gone; MalformedInput, Unsupported, SourceFailed or
    /// SinkFailed. Nothing is left then.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MssExport Export(Action<int, int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var source = new ExportSource(_plan);
        int all = _files.Sum(file => file.Tracks.Sum(track => track.Index.Fragments.Count)) * (_definition.Format == ExportFormat.Mp4 ? 2 : 1);
        int done = 0;
        using var folder = ExportFolder.Open(_definition.Destination, Names);
        long bytes = _files.Sum(file => folder.Write(file.Name, handle => Write(handle, file, source, Next)));
        if (_definition.Format == ExportFormat.Ism)
        {
            bytes += Store(folder, ClientManifestName, StandardUrls.Apply(ClientManifestWriter.Write(_plan.Recorded(_plan.Whole))));
            bytes += Store(folder, ServerManifestName, SmilWriter.Write(ServerManifest()));
        }

        cancellationToken.ThrowIfCancellationRequested();
        folder.Place();
        return Describe(bytes);

        void Next()
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress(done++, all);
        }
    }

    private void Write(SafeFileHandle handle, ExportFile file, ExportSource source, Action next)
    {
        var stream = new ExportStream(handle);
        if (_definition.Format == ExportFormat.Mp4)
        {
            new PlainFile(file, source).Write(stream, next);
        }
        else
        {
            SmoothFile.Write(stream, file, source, next);
        }
    }

    private static long Store(ExportFolder folder, string name, byte[] bytes) => folder.Write(name, handle => new ExportStream(handle).Write(bytes));

    private ServerManifest ServerManifest() => new(
        [
            .. _files.SelectMany(file => file.Tracks.Select(track => (File: file, Track: track)))
                .OrderBy(pair => pair.Track.Index.Kind)
                .Select(pair => new ServerManifestTrack(
                    pair.Track.Index.Kind, pair.File.Name, pair.Track.Level.Bitrate, pair.Track.Id, pair.Track.Index.Name)
                {
                    SystemLanguage = pair.Track.Index.Language,
                    Timescale = _plan.Source.TimeScale == Timescale.Ticks ? null : _plan.Source.TimeScale,
                }),
        ],
        ClientManifestName);

    // A track of a file says once, in front of all samples, how they are decoded.
    private static void RefuseChanges(ClipPlan plan)
    {
        if (plan.Parts.Count > 1)
        {
            TimeSpan change = TimeSpan.FromTicks(plan.Parts[1].StreamIndexes.Min(index => index.Fragments[0].Time) - plan.Range.GroupStart);
            throw new MssException(
                MssError.Unsupported,
                $"From {change:c} after the beginning of the group on, the decoder configuration is another one; a file has one.",
                $"Export the two parts by themselves: one with -To {change:c}, one with that -From.");
        }
    }

    private MssExport Describe(long bytes) => new()
    {
        Name = _name,
        Format = _definition.Format,
        ManifestPath = _definition.Format == ExportFormat.Ism ? Path.Join(_definition.Destination, ServerManifestName) : null,
        Files = [.. Names.Select(name => Path.Join(_definition.Destination, name))],
        Source = _plan.Source.Manifest,
        Start = TimeSpan.FromTicks(_plan.Range.From - _plan.Range.GroupStart),
        StartTime = _plan.Range.IsClock ? DateTimeOffset.UnixEpoch.AddTicks(_plan.Range.From) : null,
        Duration = TimeSpan.FromTicks(_plan.Whole.Duration),
        Contents = [.. _plan.Whole.StreamIndexes.Select(index => index.Name)],
        TrackCount = _files.Sum(file => file.Tracks.Count),
        Bytes = bytes,
        Warnings = _plan.Warnings,
    };
}
