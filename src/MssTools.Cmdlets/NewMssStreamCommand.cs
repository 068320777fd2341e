using System.Collections.ObjectModel;
using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>New-MSSStream</c>: packages local streams or files into a Smooth Streaming group, as EvoStream's
/// <c>createMSSStream</c> does. All inputs of one call become renditions of one group.
/// </summary>
[Cmdlet(VerbsCommon.New, "MSSStream", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(MssStream))]
public sealed class NewMssStreamCommand : MssCmdlet
{
    private const string ByName = "LocalStreamName";
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    private const string ByUri = "Uri";

    private readonly InputRows _rows = new();
    private StreamDefinition _settings = new(); // what is the same for all rows; its defaults are those of the parameters
    private bool _hasBandwidths;

    /// <summary>Names of local streams, one per rendition; they may be added later. With -Uri: the names of the addresses.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByUri, ValueFromPipelineByPropertyName = true)]
    [Alias("LocalStreamNames")]
    [ArgumentCompleter(typeof(LocalStreamNameCompleter))]
    public string[] LocalStreamName { get; set; } = [];

    /// <summary>
    /// Files, one per rendition; wildcards are taken. A stream is named like its file, without extension; a second one
    /// of the same name gets a number.
    /// </summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PathOfRow]
    public string[] Path { get; set; } = [];

    /// <summary>Files, one per rendition; names are taken as they are.</summary>
    [Parameter(ParameterSetName = ByLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// Addresses, one per rendition, as Add-MSSLocalStream takes them; without LocalStreamName a stream is named like its group, or its
    /// host.
    /// </summary>
    [Parameter(ParameterSetName = ByUri, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Uri { get; set; } = [];

    /// <summary>Start again at the end of the files; for live streams.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Loop { get; set; }

    /// <summary>The folder that holds the group's folder, usually a web root.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public string TargetFolder { get; set; } = "";

    /// <summary>
    /// Further folders, best on other disks, in which the group is stored as well, with the same bytes. What happens to one of them
    /// does not touch the others.
    /// </summary>
    [Parameter]
    public string[] MirrorTo { get; set; } = [];

    /// <summary>
    /// Name of the group and of its folder; the stream's name for one stream, else one made from all names. Each name that comes
    /// through the pipeline is a group; inputs of one name are its renditions.
    /// </summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string? GroupName { get; set; }

    /// <summary>Bits per second, one per rendition, 0 to 4294967295; 0 or omitted: measured per track.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Bandwidths")]
    public long[] Bandwidth { get; set; } = [];

    /// <summary>Appending: every fragment stays. Rolling: the newest stay.</summary>
    [Parameter]
    public PlaylistType PlaylistType
    {
        get => _settings.PlaylistType;
        set => _settings = _settings with { PlaylistType = value };
    }

    /// <summary>Fragments per track in a rolling manifest, 5 to 4000.</summary>
    [Parameter]
    public int PlaylistLength
    {
        get => _settings.PlaylistLength;
        set => _settings = _settings with { PlaylistLength = value };
    }

    /// <summary>File name of the client manifest.</summary>
    [Parameter]
    public string ManifestName
    {
        get => _settings.ManifestName;
        set => _settings = _settings with { ManifestName = value };
    }

    /// <summary>Wanted length of a fragment in seconds, 1 to 3600.</summary>
    [Parameter]
    public int ChunkLength { get => _settings.ChunkLength; set => _settings = _settings with { ChunkLength = value }; }

    /// <summary>Cut video only at IDR frames.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool ChunkOnIdr { get => _settings.ChunkOnIdr; set => _settings = _settings with { ChunkOnIdr = value }; }

    /// <summary>Connect to a live input again when it ends or fails, for ever.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool KeepAlive { get => _settings.KeepAlive; set => _settings = _settings with { KeepAlive = value }; }

    /// <summary>
    /// Languages of the sound to package, in two or three letters, such as fr or fra. All sound is packaged where this is not given;
    /// several sounds are listed as audio_fra, audio_eng and so on.
    /// </summary>
    [Parameter]
    public string[] AudioLanguage
    {
        get => [.. _settings.AudioLanguages];
        set => _settings = _settings with { AudioLanguages = value };
    }

    /// <summary>
    /// Seconds that a live stream waits for tracks that its input announced, 1 to 300; then it begins without them, and they
    /// join when they come.
    /// </summary>
    [Parameter]
    public int TrackTimeout { get => _settings.TrackTimeout; set => _settings = _settings with { TrackTimeout = value }; }

    /// <summary>
    /// Skip: times jump over the time in which a live input was away. Hold: its last picture lasts until it is back.
    /// </summary>
    [Parameter]
    public GapPolicy GapPolicy { get => _settings.GapPolicy; set => _settings = _settings with { GapPolicy = value }; }

    /// <summary>
    /// For live inputs. Drop: fragments that the disk has no room or no time for are left out and counted. Fail: the
    /// stream ends with an error.
    /// </summary>
    [Parameter]
    public OverloadPolicy OverloadPolicy
    {
        get => _settings.OverloadPolicy;
        set => _settings = _settings with { OverloadPolicy = value };
    }

    /// <summary>Replace what an earlier run of the group left; $false: fail if there is anything.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool OverwriteDestination
    {
        get => _settings.OverwriteDestination;
        set => _settings = _settings with { OverwriteDestination = value };
    }

    /// <summary>Fragments per track that stay on disk after they left a rolling manifest, 0 to 999999.</summary>
    [Parameter]
    public int? StaleRetentionCount
    {
        get => _settings.StaleRetentionCount;
        set => _settings = _settings with { StaleRetentionCount = value };
    }

    /// <summary>Delete the group's old manifest and fragments first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool CleanupDestination
    {
        get => _settings.CleanupDestination;
        set => _settings = _settings with { CleanupDestination = value };
    }

    /// <summary>Ismc: files. Isml: push to a publishing point.</summary>
    [Parameter]
    public IsmType IsmType { get => _settings.IsmType; set => _settings = _settings with { IsmType = value }; }

    /// <summary>$true: keep to the clock and keep a live manifest. $false: package at full speed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool IsLive { get => _settings.IsLive; set => _settings = _settings with { IsLive = value }; }

    /// <summary>URL of the publishing point, for IsmType Isml.</summary>
    [Parameter]
    public Uri? PublishingPoint
    {
        get => _settings.PublishingPoint;
        set => _settings = _settings with { PublishingPoint = value };
    }

    /// <summary>How a push names its event, for IsmType Isml.</summary>
    [Parameter]
    public IngestMode IngestMode { get => _settings.IngestMode; set => _settings = _settings with { IngestMode = value }; }

    /// <summary>Audio bit rates for IsmType Isml, one per rendition.</summary>
    [Parameter]
    [Alias("AudioBitrates")]
    public long[] AudioBitrate
    {
        get => [.. _settings.AudioBitrates];
        set => _settings = _settings with { AudioBitrates = value };
    }

    /// <summary>Video bit rates for IsmType Isml, one per rendition.</summary>
    [Parameter]
    [Alias("VideoBitrates")]
    public long[] VideoBitrate
    {
        get => [.. _settings.VideoBitrates];
        set => _settings = _settings with { VideoBitrates = value };
    }

    /// <summary>Successors that each live fragment announces, 0 to 8.</summary>
    [Parameter]
    public int LookAheadFragmentCount
    {
        get => _settings.LookAheadFragmentCount;
        set => _settings = _settings with { LookAheadFragmentCount = value };
    }

    /// <summary>
    /// Ticks per second of manifest and fragments; 1000 gives live groups the reference server's 13-digit names.
    /// </summary>
    [Parameter]
    public int TimeScale { get => _settings.TimeScale; set => _settings = _settings with { TimeScale = value }; }

    /// <summary>Time of the first fragment; now for live groups, zero for recorded ones where omitted.</summary>
    [Parameter]
    public DateTimeOffset? StartTime
    {
        get => _settings.StartTime;
        set => _settings = _settings with { StartTime = value };
    }

    /// <summary>
    /// Go on where an earlier live run of the same group ended. That is the default for a group with the same
    /// settings; -Resume insists on it, -Resume:$false starts anew.
    /// </summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>
    /// Seconds to wait for an input that is not there; then its stream fails. -1: for ever. Where omitted a recording of a path that
    /// is not there is an error at once, and all else is waited for.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSec")]
    public double? Timeout { get => _settings.InputTimeout; set => _settings = _settings with { InputTimeout = value }; }

    /// <summary>
    /// Wait until everything is published, with a progress bar. Ctrl+C ends the wait, not the streams.
    /// </summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Streams are always written; the switch is taken for the sake of scripts that give it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _hasBandwidths = MyInvocation.BoundParameters.ContainsKey(nameof(Bandwidth));

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        string folder = FolderPath(TargetFolder);
        string? group = string.IsNullOrWhiteSpace(GroupName) ? null : GroupName;
        try
        {
            IReadOnlyList<LocalStream> inputs = Inputs();
            _rows.Add(new InputRow(
                folder,
                group,
                inputs.Count > 0 ? [.. inputs.Select(input => input.Name)] : LocalStreamName,
                inputs,
                _hasBandwidths ? [] : Bandwidth));
        }
        catch
        {
            _rows.Refuse(folder, group);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        List<int> started = [];
        foreach (InputRow[] rows in _rows.Groups())
        {
            Attempt(InputRows.NameOf(rows[0]), () => started.AddRange(Start(InputRows.Merge(rows))));
        }

        if (Wait && started.Count > 0)
        {
            new StreamWaiter(this, WriteFailure).Wait(started, timeout: -1, StopToken);
        }
    }

    private IEnumerable<int> Start(InputRow group)
    {
        StreamDefinition definition = Define(group);
        RefuseEndless(definition, group);
        string targets = string.Join(", ", definition.PerOutput().Select(output => output.ManifestPath));
        if (!ShouldProcess(targets, $"Package {string.Join(", ", group.Names)}{ThatIsDeleted(definition)}"))
        {
            return [];
        }

        WarnOfMissing(definition, group);
        IReadOnlyList<MssStream> streams = MssEngine.Current.Start(definition, group.Inputs);
        TellOf(definition, group, streams);
        if (!Wait)
        {
            WriteObject(streams, enumerateCollection: true);
        }

        return streams.Select(s => s.Id);
    }

    private IReadOnlyList<LocalStream> Inputs()
    {
        var names = new FileStreamNames();
        return ParameterSetName switch
        {
            ByPath => [.. Path.SelectMany(Resolve).Select(OfFile)],
            ByLiteralPath => [.. LiteralPath.Select(FilePath).Select(OfFile)],
            ByUri => [.. Uri.Select((uri, i) => new LocalStream { Name = NameOf(uri, i, names), Source = SourceOf(uri) })],
            _ => [],
        };

        LocalStream OfFile(string file) => new() { Name = names.NameFor(file), Source = file, Loop = Loop };
    }

    private string NameOf(string uri, int index, FileStreamNames names) =>
        LocalStreamName.Length > 0
            ? LocalStreamName.ElementAtOrDefault(index) ?? throw new MssException(
                MssError.InvalidSetting,
                $"There are {Uri.Length} addresses and {LocalStreamName.Length} names.",
                "Give a name for each, or none.")
        : Uri.Length == 1 && !string.IsNullOrWhiteSpace(GroupName) ? names.Distinct(GroupName)
        : names.NameForAddress(uri);

    private StreamDefinition Define(InputRow group) => _settings with
    {
        LocalStreamNames = group.Names,
        Bandwidths = _hasBandwidths ? Bandwidth : group.Bandwidths,
        TargetFolder = group.TargetFolder,
        MirrorTo = [.. MirrorTo.Select(FolderPath)],
        GroupName = InputRows.NameOf(group),
        Resume = MyInvocation.BoundParameters.ContainsKey(nameof(Resume)) ? Resume.ToBool() : null,
    };

    private static void RefuseEndless(StreamDefinition definition, InputRow group)
    {
        bool loops = group.Inputs.Any(f => f.Loop)
            || (group.Inputs.Count == 0
                && MssEngine.Current.GetLocalStreams().Any(s => s.Loop && group.Names.Contains(s.Name, StringComparer.OrdinalIgnoreCase)));
        if (loops && !definition.IsLive)
        {
            throw new MssException(
                MssError.InvalidSetting,
                "A looping input never ends, and IsLive is off.",
                "Leave out -Loop, or package it with -IsLive $true.");
        }
    }

    // Only of a group that can be: a name that is refused is no folder to look into.
    private static string ThatIsDeleted(StreamDefinition definition)
    {
        if (!definition.CleanupDestination)
        {
            return "";
        }

        definition.Validate();
        return string.Concat(definition.PerOutput().Select(ThatIsDeletedIn));
    }

    private static string ThatIsDeletedIn(StreamDefinition output)
    {
        (int manifests, int fragments) = MssEngine.CountFiles(output);
        return manifests + fragments == 0
            ? ""
            : $", after deleting {manifests} {(manifests == 1 ? "manifest" : "manifests")} and {fragments} fragments "
                + $"in '{output.GroupFolder}'";
    }

    private void TellOf(StreamDefinition definition, InputRow group, IReadOnlyList<MssStream> streams)
    {
        string what = definition.IsLive ? $"a live group ({definition.PlaylistType})" : "a recording";
        WriteVerbose($"Packaging into '{definition.ManifestPath}': {what}, fragments of {definition.ChunkLength} s.");
        foreach (StreamDefinition mirror in definition.PerOutput().Skip(1))
        {
            WriteVerbose($"Mirroring into '{mirror.ManifestPath}'.");
        }

        foreach (MssStream stream in streams)
        {
            string source = stream.Source.Length > 0
                ? stream.Source
                : group.Inputs.FirstOrDefault(f => f.Name == stream.Name)?.Source ?? "";
            WriteVerbose($"Stream {stream.Id} '{stream.Name}' reads "
                + (source.Length > 0 ? $"'{MssEngine.Shown(source)}'." : "the local stream of that name, and waits for it if need be."));
        }
    }

    // A recording of a path that is not there is refused, if it is not to be waited for.
    private void WarnOfMissing(StreamDefinition definition, InputRow group)
    {
        bool waits = definition.IsLive || definition.InputTimeout is not null;
        IEnumerable<LocalStream> missing = group.Inputs.Count > 0
            ? group.Inputs.Where(input => waits && !MssEngine.IsAddress(input.Source) && !System.IO.Path.Exists(input.Source))
            : MssEngine.Current.GetLocalStreams()
                .Where(s => !s.IsAvailable && group.Names.Contains(s.Name, StringComparer.OrdinalIgnoreCase));
        foreach (LocalStream input in missing)
        {
            WriteWarning($"'{input.Source}' does not exist yet: stream '{input.Name}' waits for it.");
        }
    }

    // A file that does not exist yet is waited for; a pattern that matches nothing is a mistake.
    private IEnumerable<string> Resolve(string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [FilePath(path)];
        }

        string[] found = [.. Match(path).Where(file => !Directory.Exists(file))];
        if (found.Length == 0)
        {
            throw new MssException(MssError.NotFound, $"No file matches '{path}'.", Advice(path));
        }

        return found;
    }

    private Collection<string> Match(string pattern)
    {
        try
        {
            Collection<string> found = GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            return OfFileSystem(found, pattern, provider);
        }
        catch (ItemNotFoundException)
        {
            return []; // the folder is missing, too
        }
    }

    private static string Advice(string path) => path.Contains('[', StringComparison.Ordinal)
        ? "Check the path; '[' and ']' are wildcards here, -LiteralPath takes them as they are."
        : "Check the path.";
}
