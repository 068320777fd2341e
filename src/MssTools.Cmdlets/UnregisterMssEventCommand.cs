using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Unregister-MSSEvent</c>: has webhooks and files get no more events, and forgets them.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "MSSEvent", SupportsShouldProcess = true)]
public sealed class UnregisterMssEventCommand : MssEngineCmdlet
{
    /// <summary>Names of webhooks and files; wildcards are taken.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EventReceiverNameCompleter))]
    public string[] Name { get; set; } = [];

    private readonly RowsOfNodes<MssEventReceiver> _rows = new(static receiver => receiver.Name, static receiver => receiver.Node);

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name)
        {
            IReadOnlyList<MssEventReceiver> there = _rows.With(Engine.GetReceivers());
            WildcardPattern pattern = Pattern(name);
            List<MssEventReceiver> found = [.. there.Where(receiver => pattern.IsMatch(receiver.Name))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(
                    new MssException(
                        MssError.NotFound,
                        $"There is no event receiver '{name}' {Where}.",
                        "Get-MSSEventReceiver lists what there is; a script block ends with Unregister-Event."),
                    name);
            }

            foreach (MssEventReceiver receiver in _rows.Take(found, there).Where(receiver => ShouldProcess($"{receiver}", "Send no more events")))
            {
                Attempt(receiver.Name, () => Engine.RemoveReceiver(receiver.Name));
            }
        }
    }
}
