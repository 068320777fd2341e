using System.Management.Automation;
using System.Net;
using System.Security;

namespace MssTools.Cmdlets;

/// <summary><c>Register-MSSEvent</c>: has a script block, a webhook or a file get what happens.</summary>
[Cmdlet(VerbsLifecycle.Register, "MSSEvent", SupportsShouldProcess = true, DefaultParameterSetName = ByAction)]
[OutputType(typeof(PSEventJob), typeof(MssEventReceiver))]
public sealed class RegisterMssEventCommand : MssEventCmdlet
{
    private const string ByAction = "Action";
    private const string ByUri = "Uri";
    private const string ByPath = "Path";

    private static readonly EventReceiverDefinition s_defaults = new();

    /// <summary>Runs in this session for each event; $EventArgs.Event is the event. Where omitted, events wait for Get-Event and Wait-Event.</summary>
    [Parameter(ParameterSetName = ByAction, Position = 1)]
    public ScriptBlock? Action { get; set; }

    /// <summary>What the script block finds in $Event.MessageData.</summary>
    [Parameter(ParameterSetName = ByAction)]
    public PSObject? MessageData { get; set; }

    /// <summary>Name of the subscription, for Unregister-Event, Get-Event and Wait-Event; one is made where omitted.</summary>
    [Parameter(ParameterSetName = ByAction)]
    public string? SourceIdentifier { get; set; }

    /// <summary>Events after which the subscription ends; 0: any number.</summary>
    [Parameter(ParameterSetName = ByAction)]
    [ValidateRange(0, int.MaxValue)]
    public int MaxTriggerCount { get; set; }

    /// <summary>A webhook: the http or https address that each event is POSTed to as JSON.</summary>
    [Parameter(ParameterSetName = ByUri, Mandatory = true)]
    public Uri? Uri { get; set; }

    /// <summary>What the POSTs are signed with (HMAC-SHA256).</summary>
    [Parameter(ParameterSetName = ByUri)]
    public SecureString? Secret { get; set; }

    /// <summary>Attempts after the first one, 0 to 20.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public int RetryCount { get; set; } = s_defaults.RetryCount;

    /// <summary>Seconds that an answer may take, 1 to 300.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public int Timeout { get; set; } = s_defaults.Timeout;

    /// <summary>A file that gets a line of JSON for each event; it is made where it is missing.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true)]
    public string? Path { get; set; }

    /// <summary>Bytes at which the file is put aside and another begun, 64 KiB or more; one old file is kept.</summary>
    [Parameter(ParameterSetName = ByPath)]
    public long MaximumSize { get; set; } = s_defaults.MaximumSize;

    /// <summary>Name of the webhook or file, for Get-MSSEventReceiver and Unregister-MSSEvent; the host or the name of the file where omitted.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByPath)]
    [ArgumentCompleter(typeof(EventReceiverNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Change a webhook or file of the name that is there with other settings.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [Parameter(ParameterSetName = ByPath)]
    public SwitchParameter Force { get; set; }

    // One subscription for all engines; a webhook or a file for each.
    /// <inheritdoc/>
    private protected override void ProcessItems()
    {
        if (ParameterSetName == ByAction)
        {
            Subscribe();
        }
        else
        {
            base.ProcessItems();
        }
    }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        EventReceiverDefinition definition = Define();
        definition.Validate();
        string target = definition.Uri is null ? definition.Path! : Core.MssEngine.Shown(definition.Uri.OriginalString);
        if (!ShouldProcess($"{definition.Name} ({target})", "Send events"))
        {
            return;
        }

        if (Force)
        {
            WriteVerbose($"{Engine.Ensure(definition, isPlan: false)}");
        }

        WriteObject(Engine.AddReceiver(definition));
    }

    private EventReceiverDefinition Define() => new()
    {
        Name = Name ?? (Uri is { IsAbsoluteUri: true } ? Uri.Host : System.IO.Path.GetFileName(Path ?? "")),
        Filter = Filter,
        Uri = Uri,
        Secret = Secret is null ? null : new NetworkCredential("", Secret).Password,
        RetryCount = RetryCount,
        Timeout = Timeout,
        Path = Path is null ? null : FilePath(Path),
        MaximumSize = MaximumSize,
    };

    private void Subscribe()
    {
        string identifier = SourceIdentifier ?? Guid.NewGuid().ToString();
        if (Events.GetEventSubscribers(identifier).Any())
        {
            throw new MssException(
                MssError.AlreadyExists, $"There is a subscription '{ForeignText.Value(identifier)}' already.", "Give another -SourceIdentifier, or run Unregister-Event.");
        }

        var source = new MssEventSource(Engines, Filter);
        if (!ShouldProcess($"{source}", Action is null ? "Queue events in this session" : "Run a script block for events"))
        {
            return;
        }

        PSEventSubscriber subscriber = Events.SubscribeEvent(
            source, nameof(MssEventSource.Happened), identifier, MessageData, Action, supportEvent: false, forwardEvent: false, MaxTriggerCount);
        if (subscriber.Action is { } job)
        {
            WriteObject(job);
        }
    }
}
