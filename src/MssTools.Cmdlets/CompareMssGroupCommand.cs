using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Compare-MSSGroup</c>: in what times, bytes and settings two groups differ, whoever made them.</summary>
[Cmdlet(VerbsData.Compare, "MSSGroup", DefaultParameterSetName = Paths)]
[OutputType(typeof(MssDifference))]
public sealed class CompareMssGroupCommand : MssEngineCmdlet
{
    private const string Paths = "Path";
    private const string Addresses = "Uri";
    private const string AddressOfReference = "ReferenceUri";
    private const string AddressOfDifference = "DifferenceUri";

    private static readonly CompareDefinition s_defaults = new();

    /// <summary>Folder of the group that is compared with, its manifest, or its address.</summary>
    [Parameter(ParameterSetName = Paths, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = AddressOfDifference, Mandatory = true, Position = 0)]
    public string? ReferencePath { get; set; }

    /// <summary>Folder of the group that is compared, its manifest, or its address.</summary>
    [Parameter(ParameterSetName = Paths, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = AddressOfReference, Mandatory = true, Position = 1)]
    public string? DifferencePath { get; set; }

    /// <summary>Address of the manifest that is compared with, or of a publishing point.</summary>
    [Parameter(ParameterSetName = Addresses, Mandatory = true)]
    [Parameter(ParameterSetName = AddressOfReference, Mandatory = true)]
    [ArgumentCompleter(typeof(GroupUrlCompleter))]
    public Uri? ReferenceUri { get; set; }

    /// <summary>Address of the manifest that is compared, or of a publishing point.</summary>
    [Parameter(ParameterSetName = Addresses, Mandatory = true)]
    [Parameter(ParameterSetName = AddressOfDifference, Mandatory = true)]
    [ArgumentCompleter(typeof(GroupUrlCompleter))]
    public Uri? DifferenceUri { get; set; }

    /// <summary>Seconds to wait at most for each answer of a server.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0.001, 86_400)]
    public double Timeout { get; set; } = s_defaults.Timeout.TotalSeconds;

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        var definition = new CompareDefinition
        {
            ReferencePath = PathIn(ReferencePath),
            ReferenceAddress = ReferenceUri ?? HttpAddressIn(ReferencePath),
            DifferencePath = PathIn(DifferencePath),
            DifferenceAddress = DifferenceUri ?? HttpAddressIn(DifferencePath),
            Timeout = TimeSpan.FromSeconds(Timeout),
        };
        foreach (MssDifference difference in Engine.CompareAsync(definition, StopToken).ToBlockingEnumerable(StopToken))
        {
            WriteObject(difference);
        }
    }

    private string? PathIn(string? given) => given is null || HttpAddressIn(given) is not null ? null : PlacePath(given);
}
