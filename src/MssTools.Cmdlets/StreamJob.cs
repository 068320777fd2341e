using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// The job of one stream. Its output is the stream as it ended; on the way there it has progress, of which the newest record is kept, and each
/// warning once. It is told all that by a <see cref="StreamWatch"/>, on whose thread its state changes.
/// </summary>
internal sealed class StreamJob : MssJob
{
    private readonly HashSet<string> _warned = [];
    private StreamProgress _progress;
    private readonly string _source;
    private readonly Action _changed;
    private volatile bool _isAsked;
    private volatile bool _isDisposed;
    private volatile MssStream _stream;
    private string? _shown;

    /// <param name="command">The command line, without secrets.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="source">Full name of the cmdlet's type: errors have the same FullyQualifiedErrorId as its own.</param>
    /// <param name="changed">Called when the state has changed, behind all who listen to that.</param>
    public StreamJob(string command, MssStream stream, string source, Action changed)
        : base(command, $"{stream.GroupName}/{stream.Name}")
    {
        (_stream, _source, _changed) = (stream, source, changed);
        _progress = new StreamProgress(stream.Id);
    }

    /// <param name="command">The command line, without secrets.</param>
    /// <param name="definition">A recording that waits for its turn.</param>
    /// <param name="name">Which of its streams.</param>
    /// <param name="service">The engine that it is for.</param>
    /// <param name="source">Full name of the cmdlet's type.</param>
    /// <param name="changed">Called when the state has changed.</param>
    public StreamJob(string command, StreamDefinition definition, string name, string service, string source, Action changed)
        : this(command, Awaiting(definition, name, service), source, changed)
    {
    }

    /// <summary>The recording that the stream is of, in a backlog; else null.</summary>
    internal BacklogOrder? Order { get; set; }

    /// <summary>False while the stream waits for its turn.</summary>
    internal bool IsBegun => Order is null or { IsBegun: true };

    /// <summary>The service that the stream is of; empty: the engine of the session.</summary>
    internal string Service => _stream.Service;

    /// <summary>The newest snapshot.</summary>
    internal MssStream Stream => _stream;

    /// <summary>True where somebody wants the stream stopped.</summary>
    internal bool IsAskedToStop => _isAsked;

    /// <summary>True once the engine was told to stop the stream.</summary>
    internal bool IsToldToStop { get; set; }

    /// <inheritdoc/>
    public override string Location => Service.Length == 0 ? "localhost" : Service;

    /// <inheritdoc/>
    public override string StatusMessage => _stream.WaitingFor ?? _stream.LastError ?? $"{_stream.State}";

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count + Error.Count + Warning.Count + Progress.Count > 0;

    /// <inheritdoc/>
    internal override void AskToStop()
    {
        _isAsked = true;
        Change(JobState.Stopping);
    }

    /// <summary>True for a stream of a recording that was left alone: its engine does not list it.</summary>
    internal static bool IsUntouched(MssStream stream) => stream is { Id: 0, State: StreamState.Completed };

    /// <summary>Follows a stream that has begun; one that had nothing to do ends with it.</summary>
    internal void Take(MssStream stream)
    {
        if (IsOver)
        {
            return; // before its recording was begun again for the sake of another stream of it
        }

        (_stream, _progress) = (stream, new StreamProgress(stream.Id));
        if (IsUntouched(stream))
        {
            End(stream, []);
        }
    }

    /// <summary>True for a snapshot of this stream. A number alone says nothing where a service began anew.</summary>
    internal bool IsOf(MssStream other) =>
        other.Id == _stream.Id && other.Name == _stream.Name && other.GroupName == _stream.GroupName && other.TargetFolder == _stream.TargetFolder;

    /// <summary>Shows how the stream comes on.</summary>
    /// <param name="now">A snapshot.</param>
    /// <param name="elapsed">Time since the job began.</param>
    internal void Show(MssStream now, TimeSpan elapsed)
    {
        _stream = now;
        foreach (string warning in now.Warnings)
        {
            Warn(warning);
        }

        ProgressRecord record = _progress.At([now], elapsed);
        string shown = record.ToString();
        if (shown != _shown)
        {
            _shown = shown;
            Write(record);
        }

        Change(_isAsked || now.State == StreamState.Stopping ? JobState.Stopping : JobState.Running);
    }

    /// <summary>Ends with the stream.</summary>
    /// <param name="last">How it ended.</param>
    /// <param name="mirrors">Mirrors of its group that failed and were not told of.</param>
    internal void End(MssStream last, IEnumerable<MssOutput> mirrors)
    {
        Show(last, TimeSpan.Zero);
        Write(new ProgressRecord(last.Id, StreamProgress.Packaging, "Done") { RecordType = ProgressRecordType.Completed });
        if (last.State == StreamState.Failed)
        {
            Write(Failures.Of(last), last);
        }

        Write(() => Output.Add(PSObject.AsPSObject(last)));
        foreach (MssOutput mirror in mirrors)
        {
            Write(Failures.Of(mirror), mirror);
        }

        Change(last.State switch
        {
            StreamState.Completed => JobState.Completed,
            StreamState.Stopped => JobState.Stopped,
            _ => JobState.Failed,
        });
    }

    /// <summary>Ends without the stream: it is not known any more, or cannot be asked.</summary>
    internal void Fail(MssException failure)
    {
        StopFailure = _isAsked ? failure : null;
        Write(failure, _stream);
        Change(JobState.Failed);
    }

    /// <summary>Ends as stopped, without a last word.</summary>
    internal void GiveUp() => Change(JobState.Stopped);

    /// <summary>Warns, once in the same words.</summary>
    internal void Warn(string warning)
    {
        if (_warned.Add(warning))
        {
            Write(() => Warning.Add(new WarningRecord(warning)));
        }
    }

    /// <inheritdoc/>
    protected override void Begin() => Change(JobState.Running);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }

    private static MssStream Awaiting(StreamDefinition definition, string name, string service) => new()
    {
        Name = name,
        GroupName = definition.GroupName,
        TargetFolder = definition.TargetFolder,
        Service = service,
        State = StreamState.Waiting,
        WaitingFor = "Its turn: the recordings before it come first.",
    };

    private void Change(JobState state)
    {
        Write(() =>
        {
            if (Enter(state))
            {
                _changed();
            }
        });
    }

    private void Write(MssException failure, object target) => Write(() => Error.Add(Failures.Record(failure, target, _source)));

    // A job that nobody receives for weeks must not grow.
    private void Write(ProgressRecord record) => Write(() =>
    {
        Progress.ReadAll();
        Progress.Add(record);
    });

    // Somebody may dispose of the job meanwhile.
    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (InvalidOperationException) when (_isDisposed)
        {
        }
    }
}
