using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSEventReceiver</c>: snapshots of the webhooks and files that get events.</summary>
[Cmdlet(VerbsCommon.Get, "MSSEventReceiver")]
[OutputType(typeof(MssEventReceiver))]
public sealed class GetMssEventReceiverCommand : MssEngineCmdlet
{
    /// <summary>Names; wildcards are taken. All where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(EventReceiverNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name)
        {
            WildcardPattern pattern = Pattern(name);
            List<MssEventReceiver> found = [.. Engine.GetReceivers().Where(receiver => pattern.IsMatch(receiver.Name))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(new MssException(MssError.NotFound, $"There is no event receiver '{name}' {Where}."), name);
            }

            WriteObject(found, enumerateCollection: true);
        }
    }
}
