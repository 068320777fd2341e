using System.Management.Automation;
using MssTools.Cmdlets.EvoStream;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>
/// Base of the cmdlets that act on an engine: that of the session, or those of the services that the user points at, one after the other.
/// </summary>
public abstract class MssEngineCmdlet : MssCmdlet
{
    private IMssEngine? _engine;
    private EvoStreamWords? _words;

    /// <summary>
    /// Services to act on, as Connect-MSSService names them; wildcards are taken, and an empty name is the engine of the session. Where omitted it is
    /// what was connected to, and the engine of the session where nothing was.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    public string[]? Service { get; set; }

    /// <summary>The engines to act on, one after the other; at least one.</summary>
    private protected IReadOnlyList<IMssEngine> Engines => ServiceConnections.Choose(Service, IsServiceGiven);

    /// <summary>The engine to act on now.</summary>
    private protected IMssEngine Engine => _engine ??= Engines[0];

    /// <summary>The engine, for messages: <c>in this session</c>.</summary>
    private protected string Where => Engine.Service.Length == 0 ? "in this session" : $"on the service '{Engine.Service}'";

    private bool IsServiceGiven => MyInvocation.BoundParameters.ContainsKey(nameof(Service));

    /// <summary>The engine that an object is of.</summary>
    /// <exception cref="MssException">NotFound: its service is not connected any more.</exception>
    private protected static IMssEngine EngineOf(MssObject of) => ServiceConnections.Find(of.Service);

    /// <inheritdoc/>
    protected override void BeginProcessing() => Insist(() => _words?.Apply());

    /// <summary>
    /// Looks for settings of EvoStream's commands behind a cmdlet that is one of them by an alias: it implements
    /// <see cref="IDynamicParameters"/> by this.
    /// </summary>
    private protected object? TakeEvoStreamWords() => (_words = EvoStreamWords.In(this))?.Parameters;

    /// <inheritdoc/>
    private protected override void ProcessItems()
    {
        foreach (IMssEngine engine in Engines)
        {
            _engine = engine;
            Attempt(MyInvocation.MyCommand.Name, ProcessItem);
        }
    }

    /// <summary>Makes a job over streams, lists it and writes it; no job of no streams.</summary>
    /// <param name="streams">The streams, each once.</param>
    /// <param name="timeout">Seconds after which the job of a stream that has not ended fails; negative: never.</param>
    private protected void WriteJob(IReadOnlyList<MssStream> streams, double timeout)
    {
        if (streams.Count > 0)
        {
            Write(new PackagingJob(Line, streams, timeout, GetType().FullName!));
        }
    }

    /// <summary>Makes a job over recordings that are begun one after the other, lists it and writes it; no job of none.</summary>
    /// <param name="recordings">The recordings, each with the name of its engine.</param>
    private protected void WriteJob(IReadOnlyList<(string Service, StreamDefinition Definition)> recordings)
    {
        if (recordings.Count > 0)
        {
            Write(new PackagingJob(Line, recordings, GetType().FullName!));
        }
    }

    // As it was typed, without secrets.
    private string Line => MyInvocation.Line is { Length: > 0 } typed ? MssEngine.ShownIn(typed.Trim()) : MyInvocation.InvocationName;

    private void Write(PackagingJob job)
    {
        MssJobSourceAdapter.Add(job);
        job.StartJob();
        WriteObject(job);
    }

    /// <summary>The streams of the engine that match a filter.</summary>
    private protected IEnumerable<MssStream> FindStreams(Func<MssStream, bool> filter) => Engine.GetStreams().Where(filter);

    /// <summary>Full path of a file or folder of the engine's machine, which need not exist; wildcards are not taken.</summary>
    /// <exception cref="MssException">
    /// InvalidSetting: the path is of another provider, or an address, or no full path where the machine is another one.
    /// </exception>
    private protected string FilePath(string path) => Engine.IsHere ? LocalPath(path) : PathElsewhere.Full(path, Engine.Service);

    /// <summary>Full path of a folder of the engine's machine, without a separator at its end.</summary>
    /// <exception cref="MssException">InvalidSetting, as for <see cref="FilePath"/>.</exception>
    private protected string FolderPath(string path) => FolderPath(path, Engine);

    /// <summary>Full path of a folder of an engine's machine, without a separator at its end.</summary>
    /// <exception cref="MssException">InvalidSetting, as for <see cref="FilePath"/>.</exception>
    private protected string FolderPath(string path, IMssEngine engine) => engine.IsHere
        ? LocalFolder(path)
        : PathElsewhere.Folder(path, engine.Service);

    /// <summary>Where groups are stored: an address in an object store, or a folder of an engine's machine, without a separator at its end.</summary>
    /// <exception cref="MssException">InvalidSetting, as for <see cref="FilePath"/>, or the address is none.</exception>
    private protected string TargetPath(string target, IMssEngine engine) =>
        ObjectAddress.IsOne(target) ? ObjectAddress.Parse(target).ToString() : FolderPath(target, engine);

    /// <summary>Where a group lies: an address in an object store, or a full path of the engine's machine.</summary>
    /// <exception cref="MssException">InvalidSetting, as for <see cref="FilePath"/>, or the address is none.</exception>
    private protected string PlacePath(string place) => ObjectAddress.IsOne(place) ? ObjectAddress.Parse(place).ToString() : FilePath(place);

    /// <summary>An input as the engine takes it: an address, or the full path of a file, which may be written as an address, too.</summary>
    /// <exception cref="MssException">InvalidSetting, as for <see cref="FilePath"/>.</exception>
    private protected string SourceOf(string input) =>
        LocalStreamDefinition.PathIn(input) ?? (MssEngine.IsAddress(input) ? input : FilePath(input));
}
