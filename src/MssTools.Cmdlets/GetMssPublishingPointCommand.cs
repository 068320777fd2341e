using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Get-MSSPublishingPoint</c>: snapshots of the publishing points of this session's servers.</summary>
[Cmdlet(VerbsCommon.Get, "MSSPublishingPoint")]
[OutputType(typeof(MssPublishingPoint))]
public sealed class GetMssPublishingPointCommand : MssEngineCmdlet
{
    /// <summary>Names; wildcards are taken. All where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PointNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Those of one server.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerIdCompleter))]
    public int? ServerId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name)
        {
            List<MssPublishingPoint> found = PointFinder.Find(Engine, name, ServerId);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(new MssException(MssError.NotFound, $"There is no publishing point '{name}'."), name);
            }

            WriteObject(found, enumerateCollection: true);
        }
    }
}
