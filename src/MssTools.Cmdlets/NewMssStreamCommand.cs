using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// <c>New-MSSStream</c>: packages local streams or files into a Smooth Streaming group, as EvoStream's
/// <c>createMSSStream</c> does. All inputs of one call become renditions of one group.
/// </summary>
[Cmdlet(VerbsCommon.New, "MSSStream", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[Alias("createMSSStream")]
[OutputType(typeof(MssStream), typeof(Job2))]
public sealed class NewMssStreamCommand : MssEngineCmdlet, IDynamicParameters
{
    private const string ByName = "LocalStreamName";
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByUri = "Uri";
    private const string ByObject = "InputObject";

    private readonly InputRows _rows = new();
    private readonly TypedSettings _settings = new();
    private bool _hasBandwidths;
    private bool _hasLoop;
    private bool _namesInputsForGroups; // inputs are typed, and what the pipeline brings says where

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
    [Parameter(ParameterSetName = ByPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
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

    /// <summary>
    /// Inputs as the pipeline brings them: files, paths, local streams, or rows with a property Path, LiteralPath, Uri or LocalStreamName.
    /// A group that this session made is made again with all its settings, which other parameters change; a stream stands for its group.
    /// </summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Start again at the end of the files; for live streams.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Parameter(ParameterSetName = ByObject)]
    public SwitchParameter Loop { get; set; }

    /// <summary>
    /// The folder that holds the group's folder, usually a web root, or an address in an object store, such as s3://bucket/prefix. Required, but for IsmType Isml.
    /// </summary>
    [Parameter(ParameterSetName = ByName, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByPath, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByLiteralPath, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByUri, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByObject, Position = 1, ValueFromPipelineByPropertyName = true)]
    public string TargetFolder { get; set; } = "";

    /// <summary>
    /// Further folders, best on other disks, or addresses in object stores, in which the group is stored as well, with the same bytes. What happens to one of them
    /// does not touch the others.
    /// </summary>
    [Parameter]
    public string[] MirrorTo
    {
        get => [.. _settings.Value.MirrorTo];
        set => _settings.Change(d => d with { MirrorTo = value });
    }

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
        get => _settings.Value.PlaylistType;
        set => _settings.Change(d => d with { PlaylistType = value });
    }

    /// <summary>Fragments per track in a rolling manifest, 5 to 4000.</summary>
    [Parameter]
    public int PlaylistLength
    {
        get => _settings.Value.PlaylistLength;
        set => _settings.Change(d => d with { PlaylistLength = value });
    }

    /// <summary>File name of the client manifest.</summary>
    [Parameter]
    public string ManifestName
    {
        get => _settings.Value.ManifestName;
        set => _settings.Change(d => d with { ManifestName = value });
    }

    /// <summary>Wanted length of a fragment in seconds, 1 to 3600.</summary>
    [Parameter]
    public int ChunkLength { get => _settings.Value.ChunkLength; set => _settings.Change(d => d with { ChunkLength = value }); }

    /// <summary>Cut video only at IDR frames.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool ChunkOnIdr { get => _settings.Value.ChunkOnIdr; set => _settings.Change(d => d with { ChunkOnIdr = value }); }

    /// <summary>Connect to a live input again when it ends or fails, for ever.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool KeepAlive { get => _settings.Value.KeepAlive; set => _settings.Change(d => d with { KeepAlive = value }); }

    /// <summary>
    /// Languages of the sound to package, in two or three letters, such as fr or fra. All sound is packaged where this is not given;
    /// several sounds are listed as audio_fra, audio_eng and so on.
    /// </summary>
    [Parameter]
    public string[] AudioLanguage
    {
        get => [.. _settings.Value.AudioLanguages];
        set => _settings.Change(d => d with { AudioLanguages = value });
    }

    /// <summary>What a node of a cluster must say of itself to run the group, as <c>key=value</c>; every node may where omitted.</summary>
    [Parameter]
    public string[] NodeLabel
    {
        get => [.. _settings.Value.NodeLabels];
        set => _settings.Change(d => d with { NodeLabels = value });
    }

    /// <summary>
    /// Seconds that a live stream waits for tracks that its input announced, 1 to 300; then it begins without them, and they
    /// join when they come.
    /// </summary>
    [Parameter]
    public int TrackTimeout { get => _settings.Value.TrackTimeout; set => _settings.Change(d => d with { TrackTimeout = value }); }

    /// <summary>
    /// Skip: times jump over the time in which a live input was away. Hold: its last picture lasts until it is back.
    /// </summary>
    [Parameter]
    public GapPolicy GapPolicy { get => _settings.Value.GapPolicy; set => _settings.Change(d => d with { GapPolicy = value }); }

    /// <summary>
    /// For live inputs. Drop: fragments that the disk has no room or no time for are left out and counted. Fail: the
    /// stream ends with an error.
    /// </summary>
    [Parameter]
    public OverloadPolicy OverloadPolicy
    {
        get => _settings.Value.OverloadPolicy;
        set => _settings.Change(d => d with { OverloadPolicy = value });
    }

    /// <summary>Replace what an earlier run of the group left; $false: fail if there is anything.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool OverwriteDestination
    {
        get => _settings.Value.OverwriteDestination;
        set => _settings.Change(d => d with { OverwriteDestination = value });
    }

    /// <summary>Fragments per track that stay on disk after they left a rolling manifest, 0 to 999999.</summary>
    [Parameter]
    public int? StaleRetentionCount
    {
        get => _settings.Value.StaleRetentionCount;
        set => _settings.Change(d => d with { StaleRetentionCount = value });
    }

    /// <summary>
    /// Leave recordings alone that are finished and whose files and settings have not changed since, as an earlier run with this noted. That is the default where
    /// several files come through the pipeline and each becomes a group; $false: package them again.
    /// </summary>
    [Parameter]
    public SwitchParameter SkipUnchanged
    {
        get => _settings.Value.SkipUnchanged;
        set => _settings.Change(d => d with { SkipUnchanged = value });
    }

    /// <summary>Delete the group's old manifest and fragments first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool CleanupDestination
    {
        get => _settings.Value.CleanupDestination;
        set => _settings.Change(d => d with { CleanupDestination = value });
    }

    /// <summary>Ismc: files. Isml: push to publishing points, and write files as well where there is a TargetFolder.</summary>
    [Parameter]
    public IsmType IsmType { get => _settings.Value.IsmType; set => _settings.Change(d => d with { IsmType = value }); }

    /// <summary>$true: keep to the clock and keep a live manifest. $false: package at full speed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(BooleanCompleter))]
    public bool IsLive { get => _settings.Value.IsLive; set => _settings.Change(d => d with { IsLive = value }); }

    /// <summary>
    /// URLs of publishing points, for IsmType Isml; each gets the whole group. Each ends with .isml, such as http://host/live/channel.isml.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(PointUrlCompleter))]
    public Uri[] PublishingPoint { get => [.. _settings.Value.Push.Points]; set => ChangePush(p => p with { Points = value }); }

    /// <summary>How a push names its event: Single as -EventId says, Loop with the time of the start behind it, anew at each start.</summary>
    [Parameter]
    public IngestMode IngestMode { get => _settings.Value.Push.Mode; set => ChangePush(p => p with { Mode = value }); }

    /// <summary>Identifier of the event, which stands in Events(); without it there is no such part, but for IngestMode Loop.</summary>
    [Parameter]
    public string EventId { get => _settings.Value.Push.EventId; set => ChangePush(p => p with { EventId = value ?? "" }); }

    /// <summary>How a push divides the group into POSTs: one per rendition, one for all, or one per track.</summary>
    [Parameter]
    public IngestLayout IngestLayout { get => _settings.Value.Push.Layout; set => ChangePush(p => p with { Layout = value }); }

    /// <summary>Begin each POST with the list of all of them, so that the publishing point waits until all have come.</summary>
    [Parameter]
    public SwitchParameter StreamManifest
    {
        get => _settings.Value.Push.SendStreamManifest;
        set => ChangePush(p => p with { SendStreamManifest = value });
    }

    /// <summary>What is sent when the streams end: SendEos ends the broadcast, None leaves it waiting.</summary>
    [Parameter]
    public EventStopBehavior EventStopBehavior
    {
        get => _settings.Value.Push.EventStopBehavior;
        set => ChangePush(p => p with { EventStopBehavior = value });
    }

    /// <summary>Seconds before the first attempt after a push was interrupted, 0.1 to 3600; the pauses double, up to 30 s.</summary>
    [Parameter]
    [Alias("ConnectionRetryInterval")]
    public double RetryInterval { get => _settings.Value.Push.RetryInterval; set => ChangePush(p => p with { RetryInterval = value }); }

    /// <summary>Attempts in a row that may fail before a push fails for good; -1: any number.</summary>
    [Parameter]
    [Alias("NumRetries")]
    public int RetryCount { get => _settings.Value.Push.RetryCount; set => ChangePush(p => p with { RetryCount = value }); }

    /// <summary>Seconds after which a push that failed RetryCount times begins anew, 0 to 3600; where omitted it does not.</summary>
    [Parameter]
    public double? RestartDelay { get => _settings.Value.Push.RestartDelay; set => ChangePush(p => p with { RestartDelay = value }); }

    /// <summary>Seconds of media that are kept while a publishing point is away, 1 to 3600; then the oldest fragments are dropped.</summary>
    [Parameter]
    [Alias("FilecacheDuration")]
    public int SpoolDuration { get => _settings.Value.Push.SpoolDuration; set => ChangePush(p => p with { SpoolDuration = value }); }

    /// <summary>Added to all times that are pushed: whole milliseconds.</summary>
    [Parameter]
    public TimeSpan TimestampOffset { get => _settings.Value.Push.TimestampOffset; set => ChangePush(p => p with { TimestampOffset = value }); }

    /// <summary>Have the publishing point asked before the body of a POST is sent (Expect: 100-continue).</summary>
    [Parameter]
    public SwitchParameter ExpectContinue { get => _settings.Value.Push.ExpectContinue; set => ChangePush(p => p with { ExpectContinue = value }); }

    /// <summary>Name and password for the publishing points (basic authentication). Those in a URL go before these.</summary>
    [Parameter]
    public PSCredential? IngestCredential { get; set; }

    /// <summary>What is sent to the publishing points in the header Authorization: Bearer.</summary>
    [Parameter]
    public SecureString? IngestToken { get; set; }

    /// <summary>Certificate of the client, with its private key, for publishing points over TLS.</summary>
    [Parameter]
    public X509Certificate2? IngestCertificate
    {
        get => _settings.Value.Push.Certificate;
        set => ChangePush(p => p with { Certificate = value });
    }

    /// <summary>Take certificates that nobody trusts from publishing points: for tests.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck
    {
        get => _settings.Value.Push.SkipCertificateCheck;
        set => ChangePush(p => p with { SkipCertificateCheck = value });
    }

    /// <summary>Audio bit rates for IsmType Isml, one per rendition.</summary>
    [Parameter]
    [Alias("AudioBitrates")]
    public long[] AudioBitrate
    {
        get => [.. _settings.Value.AudioBitrates];
        set => _settings.Change(d => d with { AudioBitrates = value });
    }

    /// <summary>Video bit rates for IsmType Isml, one per rendition.</summary>
    [Parameter]
    [Alias("VideoBitrates")]
    public long[] VideoBitrate
    {
        get => [.. _settings.Value.VideoBitrates];
        set => _settings.Change(d => d with { VideoBitrates = value });
    }

    /// <summary>Successors that each live fragment announces, 0 to 8.</summary>
    [Parameter]
    public int LookAheadFragmentCount
    {
        get => _settings.Value.LookAheadFragmentCount;
        set => _settings.Change(d => d with { LookAheadFragmentCount = value });
    }

    /// <summary>
    /// Ticks per second of manifest and fragments; 1000 gives live groups the reference server's 13-digit names.
    /// </summary>
    [Parameter]
    public int TimeScale { get => _settings.Value.TimeScale; set => _settings.Change(d => d with { TimeScale = value }); }

    /// <summary>Time of the first fragment; now for live groups, zero for recorded ones where omitted.</summary>
    [Parameter]
    public DateTimeOffset? StartTime
    {
        get => _settings.Value.StartTime;
        set => _settings.Change(d => d with { StartTime = value });
    }

    /// <summary>
    /// Go on where an earlier live run of the same group ended. That is the default for a group with the same
    /// settings; -Resume insists on it, -Resume:$false starts anew.
    /// </summary>
    [Parameter]
    public SwitchParameter Resume
    {
        get => _settings.Value.Resume ?? false;
        set => _settings.Change(d => d with { Resume = value });
    }

    /// <summary>
    /// Seconds to wait for an input that is not there; then its stream fails. -1: for ever. Where omitted a recording of a path that
    /// is not there is an error at once, and all else is waited for.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSec")]
    public double? Timeout { get => _settings.Value.InputTimeout; set => _settings.Change(d => d with { InputTimeout = value }); }

    /// <summary>
    /// Wait until everything is published, with a progress bar. Ctrl+C ends the wait, not the streams.
    /// </summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// Change a group that runs with other settings. A live group stays live: its window, retention and bit rates change at once, and with other settings it goes on
    /// with its next fragment.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Write a job over the streams, with a child for each, instead of the streams. Stop-Job stops them.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>Streams are always written; the switch is taken for the sake of scripts that give it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    public object? GetDynamicParameters() => TakeEvoStreamWords();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (IngestCredential?.GetNetworkCredential() is { } credential)
        {
            ChangePush(p => p with { Credential = credential });
        }

        if (IngestToken is { } secret)
        {
            ChangePush(p => p with { Token = new NetworkCredential("", secret).Password });
        }

        _hasBandwidths = MyInvocation.BoundParameters.ContainsKey(nameof(Bandwidth));
        _hasLoop = MyInvocation.BoundParameters.ContainsKey(nameof(Loop));
        _namesInputsForGroups = MyInvocation.ExpectingInput
            && !MyInvocation.BoundParameters.ContainsKey(nameof(TargetFolder))
            && new[] { nameof(LocalStreamName), nameof(Path), nameof(LiteralPath), nameof(Uri) }.Any(MyInvocation.BoundParameters.ContainsKey);
    }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        if (ParameterSetName == ByObject && new PipedGroup(InputObject!, Engine) is { IsOne: true } group)
        {
            AddAgain(group.Definition());
        }
        else
        {
            AddRow();
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (Wait && AsJob)
        {
            throw new MssException(
                MssError.InvalidSetting, "-Wait and -AsJob exclude each other.", "Leave one out; Wait-Job and Receive-Job -Wait wait for a job.");
        }

        List<MssStream> started = [];
        List<(InputRow Group, StreamDefinition Definition)> backlog = [];
        foreach (InputRow[] rows in _rows.Groups())
        {
            Attempt(InputRows.NameOf(rows[0]), () =>
            {
                InputRow group = InputRows.Merge(rows);
                StreamDefinition definition = Define(group);
                if (!IsWanted(group, definition))
                {
                    return;
                }

                if (AsJob && !definition.IsLive && !Force)
                {
                    definition.Validate(); // a wrong setting is the cmdlet's error; what is wrong with a file its job's
                    backlog.Add((group, definition));
                }
                else
                {
                    started.AddRange(Start(group, definition));
                }
            });
        }

        if (backlog is [(InputRow only, { SkipUnchanged: false } alone)])
        {
            Attempt(alone.GroupName, () => started.AddRange(Start(only, alone)));
            backlog.Clear();
        }

        if (AsJob)
        {
            WriteJob(started, timeout: -1);
            WriteJob([.. backlog.Select(recording => (recording.Group.Engine.Service, recording.Definition))]);
        }
        else if (Wait && started.Count > 0)
        {
            new StreamWaiter(this, EngineOf, WriteFailure).Wait(started, timeout: -1, StopToken);
        }
    }

    private void ChangePush(Func<PushDefinition, PushDefinition> change) => _settings.Change(d => d with { Push = change(d.Push) });

    // Where a group comes through the pipeline, its own name and folder are bound if no others were typed.
    private void AddAgain(StreamDefinition definition)
    {
        RefuseLoopOfOthers(definition.LocalStreamNames, definition.Inputs);
        _rows.AddAgain(definition.Identity, new InputRow(
            TargetFolder.Length > 0 ? TargetPath(TargetFolder, Engine) : definition.TargetFolder,
            string.IsNullOrWhiteSpace(GroupName) ? definition.GroupName : GroupName,
            definition.LocalStreamNames,
            _hasLoop ? [.. definition.Inputs.Select(input => input with { Loop = Loop })] : definition.Inputs,
            definition.Bandwidths,
            _settings.Over(definition with { SkipUnchanged = false }), // it is asked for again
            Engine));
    }

    // Get-MSSGroup film | New-MSSStream other: the first position is a local stream's, and film would be what is made of it.
    private void RefuseGroup()
    {
        if (_namesInputsForGroups && Engine.GetDefinition(new GroupIdentity(GroupName ?? "", TargetFolder)) is { } there)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"The pipeline brings the group '{there.GroupName}', and other inputs are typed for it: it would be written over.",
                "Give -TargetFolder and -GroupName by their names to make the group again elsewhere, or name the inputs without a pipeline.");
        }
    }

    private void AddRow()
    {
        RefuseGroup();
        if (TargetFolder.Length == 0 && IsmType == IsmType.Ismc)
        {
            string what = InputObject is null ? "the group" : new PipedObject(InputObject).Shown;
            throw new MssException(
                MssError.InvalidSetting,
                $"No folder is named for {what}.",
                "Give -TargetFolder, or the row a property TargetFolder; with -IsmType Isml a group is pushed without files.");
        }

        string folder = TargetFolder.Length > 0 ? TargetPath(TargetFolder, Engine) : "";
        string? group = string.IsNullOrWhiteSpace(GroupName) ? null : GroupName;
        try
        {
            LocalStreamDefinition[] inputs = Inputs(out string[] given);
            string[] names = inputs.Length > 0 ? [.. inputs.Select(input => input.Name)] : given;
            RefuseLoopOfOthers(names, inputs);
            _rows.Add(new InputRow(folder, group, names, inputs, _hasBandwidths ? [] : Bandwidth, _settings.Value, Engine));
        }
        catch
        {
            _rows.Refuse(Engine, folder, group);
            throw;
        }
    }

    private void RefuseLoopOfOthers(IReadOnlyList<string> names, IReadOnlyList<LocalStreamDefinition> inputs)
    {
        if (Loop && (inputs.Count == 0 || inputs.Any(input => MssEngine.IsAddress(input.Source))))
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"-Loop is for files; these are named local streams or addresses: {string.Join(", ", names)}.",
                "Leave it out, or give it to Add-MSSLocalStream.");
        }
    }

    private bool IsWanted(InputRow group, StreamDefinition definition)
    {
        IMssEngine engine = group.Engine;
        MssEngine.RefuseEndless(definition, engine.GetLocalStreams);
        string targets = string.Join(
            ", ", definition.PerOutput().Select(output => output.ManifestPath).Concat(definition.Push.Points.Select(PushDefinition.Shown)));
        if (!ShouldProcess(targets, $"Package {string.Join(", ", group.Names)}{ThatIsDeleted(definition, engine)}"))
        {
            return false;
        }

        WarnOfMissing(definition, group);
        return true;
    }

    private IReadOnlyList<MssStream> Start(InputRow group, StreamDefinition definition)
    {
        IMssEngine engine = group.Engine;
        if (Force)
        {
            WriteVerbose($"{engine.Ensure(definition, isPlan: false)}");
        }

        IReadOnlyList<MssStream> streams = engine.Start(definition);
        bool isUntouched = streams.All(StreamJob.IsUntouched);
        if (isUntouched)
        {
            WriteVerbose($"'{definition.ManifestPath}' is finished, and its files and settings are what they were: nothing is done.");
        }
        else
        {
            TellOf(definition, group, streams);
        }

        if (isUntouched || (!Wait && !AsJob))
        {
            WriteObject(streams, enumerateCollection: true);
        }

        return isUntouched ? [] : streams;
    }

    // The names are those of local streams where there are no inputs.
    private LocalStreamDefinition[] Inputs(out string[] names)
    {
        PipedRow? row = ParameterSetName == ByObject ? new PipedRow(InputObject!) : null;
        names = row?.LocalStreamName ?? LocalStreamName;
        return (row?.Path ?? Path) is { Length: > 0 } paths ? Files(paths.SelectMany(Resolve))
            : (row?.Uri ?? Uri) is { Length: > 0 } addresses ? Addresses(addresses, names)
            : (row?.LiteralPath ?? LiteralPath) is { Length: > 0 } files ? Files(files.Select(FilePath))
            : names.Length > 0 ? []
            : throw row!.Refusal();
    }

    private LocalStreamDefinition[] Files(IEnumerable<string> files)
    {
        var names = new FileStreamNames();
        return [.. files.SelectMany(Renditions)];

        // Of a presentation each rendition is an input.
        IEnumerable<LocalStreamDefinition> Renditions(string file)
        {
            int count = Engine.CountRenditions(file);
            string name = names.NameFor(file);
            return count == 1 ? [new LocalStreamDefinition { Name = name, Source = file, Loop = Loop }]
                : Enumerable.Range(1, count).Select(rendition => new LocalStreamDefinition
                {
                    Name = names.Distinct($"{name}_{rendition}"),
                    Source = file,
                    Loop = Loop,
                    Rendition = rendition,
                });
        }
    }

    private LocalStreamDefinition[] Addresses(string[] addresses, string[] given)
    {
        var names = new FileStreamNames();
        return [.. addresses.Select((address, i) => new LocalStreamDefinition { Name = NameOf(address, i), Source = SourceOf(address) })];

        string NameOf(string address, int index) =>
            given.Length > 0
                ? given.ElementAtOrDefault(index) ?? throw new MssException(
                    MssError.InvalidSetting,
                    $"There are {addresses.Length} addresses and {given.Length} names.",
                    "Give a name for each, or none.")
            : addresses.Length == 1 && !string.IsNullOrWhiteSpace(GroupName) ? names.Distinct(GroupName)
            : names.NameForAddress(address);
    }

    private StreamDefinition Define(InputRow group) => group.Settings with
    {
        LocalStreamNames = group.Names,
        Inputs = group.Inputs,
        Bandwidths = _hasBandwidths ? Bandwidth : group.Bandwidths,
        TargetFolder = group.TargetFolder,
        MirrorTo = [.. group.Settings.MirrorTo.Select(folder => TargetPath(folder, group.Engine))],
        GroupName = InputRows.NameOf(group),
        SkipUnchanged = group.Settings.SkipUnchanged || IsOfBacklog(group),
    };

    // What is piped again and again, as a folder's files are, is made once, unless something else is asked for.
    private bool IsOfBacklog(InputRow group) => MyInvocation.ExpectingInput
        && ParameterSetName == ByObject
        && InputRows.IsOfItsOwn(group)
        && !CleanupDestination
        && !Force
        && !MyInvocation.BoundParameters.ContainsKey(nameof(SkipUnchanged));

    // Only of a group that can be: a name that is refused is no folder to look into.
    private static string ThatIsDeleted(StreamDefinition definition, IMssEngine engine)
    {
        if (!definition.CleanupDestination)
        {
            return "";
        }

        if (engine.IsHere)
        {
            definition.Validate();
        }

        return string.Concat(definition.PerOutput().Select(output => ThatIsDeletedIn(output, engine)));
    }

    private static string ThatIsDeletedIn(StreamDefinition output, IMssEngine engine)
    {
        (int manifests, int fragments) = engine.CountFiles(output);
        return manifests + fragments == 0
            ? ""
            : $", after deleting {manifests} {(manifests == 1 ? "manifest" : "manifests")} and {fragments} fragments "
                + $"in '{output.GroupFolder}'";
    }

    private void TellOf(StreamDefinition definition, InputRow group, IReadOnlyList<MssStream> streams)
    {
        string what = definition.IsLive ? $"a live group ({definition.PlaylistType})" : "a recording";
        if (definition.HasFiles)
        {
            WriteVerbose($"Packaging into '{definition.ManifestPath}': {what}, fragments of {definition.ChunkLength} s.");
        }

        foreach (Uri point in definition.Push.Points)
        {
            WriteVerbose($"Pushing to '{PushDefinition.Shown(point)}', fragments of {definition.ChunkLength} s.");
        }

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
        IEnumerable<(string Name, string Source)> missing = group.Inputs.Count > 0
            ? group.Inputs
                .Where(input => waits && group.Engine.IsHere && !MssEngine.IsAddress(input.Source) && !System.IO.Path.Exists(input.Source))
                .Select(input => (input.Name, input.Source))
            : group.Engine.GetLocalStreams()
                .Where(s => !s.IsAvailable && group.Names.Contains(s.Name, StringComparer.OrdinalIgnoreCase))
                .Select(s => (s.Name, s.Source));
        foreach ((string name, string source) in missing)
        {
            WriteWarning($"'{source}' does not exist yet: stream '{name}' waits for it.");
        }
    }

    // A file that does not exist yet is waited for; a pattern that matches nothing is a mistake.
    private IEnumerable<string> Resolve(string path)
    {
        if (AddressIn(path) is not null || !WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [FilePath(path)];
        }

        if (!Engine.IsHere)
        {
            throw new MssException(
                MssError.InvalidSetting,
                $"'{path}' has wildcards, and the service '{Engine.Service}' runs on another machine, whose folders are not looked into from here.",
                "Give the full paths, or run the command there.");
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
