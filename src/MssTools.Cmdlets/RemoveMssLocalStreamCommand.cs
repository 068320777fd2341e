using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary><c>Remove-MSSLocalStream</c>: forgets named inputs. Streams that read them go on.</summary>
[Cmdlet(VerbsCommon.Remove, "MSSLocalStream", SupportsShouldProcess = true)]
public sealed class RemoveMssLocalStreamCommand : MssCmdlet
{
    /// <summary>Names; wildcards are taken.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LocalStreamNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name)
        {
            WildcardPattern pattern = Pattern(name);
            List<string> found = [.. MssEngine.Current.GetLocalStreams().Select(s => s.Name).Where(pattern.IsMatch)];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(new MssException(MssError.NotFound, $"There is no local stream '{name}'."), name);
            }

            foreach (string match in found.Where(match => ShouldProcess(match, "Remove local stream")))
            {
                MssEngine.Current.RemoveLocalStream(match);
            }
        }
    }
}
