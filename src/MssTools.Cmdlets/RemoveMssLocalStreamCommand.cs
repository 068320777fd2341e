using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary><c>Remove-MSSLocalStream</c>: forgets named inputs. Streams that read them go on.</summary>
[Cmdlet(VerbsCommon.Remove, "MSSLocalStream", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
public sealed class RemoveMssLocalStreamCommand : MssEngineCmdlet
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>Names; wildcards are taken.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LocalStreamNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Local streams, as Get-MSSLocalStream writes them, or names. One of another process removes nothing here.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in ParameterSetName == ByName ? Name : OfObject(new PipedObject(InputObject!)))
        {
            WildcardPattern pattern = Pattern(name);
            List<string> found = [.. Engine.GetLocalStreams().Select(s => s.Name).Where(pattern.IsMatch)];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(new MssException(MssError.NotFound, $"There is no local stream '{name}'."), name);
            }

            foreach (string match in found.Where(match => ShouldProcess(match, "Remove local stream")))
            {
                Engine.RemoveLocalStream(match);
                WriteVerbose($"Local stream '{match}' is forgotten; streams that read it go on.");
            }
        }
    }

    private string[] OfObject(PipedObject piped)
    {
        if (piped.Text is { } name)
        {
            return [name];
        }

        List<LocalStream> found = piped.Among<LocalStream, LocalStream>(
            Engine.GetLocalStreams(), nameof(LocalStream.Name), nameof(LocalStream.Source));
        if (found.Count == 0)
        {
            WriteFailure(piped.Refusal("a local stream or a name", piped.IsOfType<LocalStream>()), InputObject!);
        }

        return [.. found.Select(input => WildcardPattern.Escape(input.Name))];
    }
}
