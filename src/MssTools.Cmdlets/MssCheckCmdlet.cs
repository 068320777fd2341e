using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>What Test-MSSGroup and Get-MSSFinding take: presentations by path, by address, or as Get-MSSGroup writes them.</summary>
public abstract class MssCheckCmdlet : MssEngineCmdlet
{
    private const string ByPath = "Path";
    private const string ByAddress = "Uri";

    private static readonly CheckDefinition s_defaults = new();

    /// <summary>Folders of groups, or manifests, whoever made them, or their addresses; wildcards are not taken.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ManifestPath", "FullName", "PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>Addresses of manifests, or of publishing points that end in .ism or .isml.</summary>
    [Parameter(ParameterSetName = ByAddress, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GroupUrlCompleter))]
    public Uri[] Uri { get; set; } = [];

    /// <summary>Players for whose failures alone to look; all findings where omitted.</summary>
    [Parameter]
    public MssPlayer[] Player { get; set; } = [];

    /// <summary>Seconds to watch a live presentation; recorded ones are looked at once.</summary>
    [Parameter]
    [ValidateRange(0, 86_400 * 30)]
    public double Watch { get; set; }

    /// <summary>Seconds to wait at most for each answer of a server.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(0.001, 86_400)]
    public double Timeout { get; set; } = s_defaults.Timeout.TotalSeconds;

    /// <inheritdoc/>
    protected sealed override void ProcessItem()
    {
        foreach (string path in ParameterSetName == ByPath ? Path : [])
        {
            if (HttpAddressIn(path) is { } address)
            {
                CheckAddress(address);
                continue;
            }

            Attempt(path, () => Check(new CheckDefinition { Path = PlacePath(path) }));
        }

        foreach (Uri address in ParameterSetName == ByAddress ? Uri : [])
        {
            CheckAddress(address);
        }
    }

    /// <summary>Acts on one presentation.</summary>
    /// <param name="target">Its path or address, as the user gave it.</param>
    /// <param name="findings">What is found, each as soon as it is.</param>
    protected abstract void Process(string target, IEnumerable<MssFinding> findings);

    /// <summary>The least severity that is looked for.</summary>
    private protected abstract FindingSeverity Least { get; }

    private void CheckAddress(Uri address) =>
        Attempt(MssEngine.Shown(address.OriginalString), () => Check(new CheckDefinition { Address = address }));

    private void Check(CheckDefinition definition)
    {
        definition = definition with
        {
            Watch = TimeSpan.FromSeconds(Watch),
            Players = Player,
            Severity = Least,
            Timeout = TimeSpan.FromSeconds(Timeout),
        };
        Process(
            definition.Path ?? MssEngine.Shown(definition.Address!.OriginalString),
            Engine.CheckAsync(definition, StopToken).ToBlockingEnumerable(StopToken));
    }
}
