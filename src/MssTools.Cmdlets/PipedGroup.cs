using System.Management.Automation;
using System.Management.Automation.Language;

namespace MssTools.Cmdlets;

/// <summary>A group, or a stream or the definition of one, that comes through the pipeline for its group to be made again.</summary>
/// <param name="piped">The object, live or as jobs and remoting give it back.</param>
/// <param name="engine">The engine that made it.</param>
internal sealed class PipedGroup(PSObject piped, IMssEngine engine)
{
    private readonly PipedObject _object = new(piped);

    /// <summary>True where the object is one.</summary>
    public bool IsOne => _object.IsOfGroup;

    /// <summary>
    /// What the group was made with. Of one that was removed it is what the snapshot shows, which will do where no address has a secret.
    /// </summary>
    /// <exception cref="MssException">NotFound: this session knows nothing of the group.</exception>
    public StreamDefinition Definition()
    {
        foreach (MssGroup group in _object.OfGroup(engine.GetGroups()))
        {
            if (engine.GetDefinition(group.Definition.Identity) is { } definition)
            {
                return definition;
            }
        }

        StreamDefinition? shown = piped.BaseObject as StreamDefinition ?? (piped.BaseObject as MssGroup)?.Definition;
        return shown is { LocalStreamNames.Count: > 0 } && !_object.IsFromElsewhere
            ? shown
            : throw new MssException(
                MssError.NotFound,
                $"{_object.Shown} was not made in this session, or was removed: its settings and inputs are not known.",
                $"Run the cmdlet where the group was made, or name its inputs with Add-MSSLocalStream and type: {Line()}");
    }

    private string Line()
    {
        string[] names = _object.IsOfType<MssStream>()
            ? [TextOf(piped.Properties[nameof(MssStream.Name)]?.Value)]
            : NamesOf(piped.Properties[nameof(MssGroup.Definition)]?.Value ?? piped);
        return $"New-MSSStream -LocalStreamName {string.Join(", ", names.Select(Quoted))}"
            + $" -TargetFolder {Quoted(TextOf(piped.Properties[nameof(MssGroup.TargetFolder)]?.Value))}"
            + $" -GroupName {Quoted(TextOf(piped.Properties[nameof(MssGroup.GroupName)]?.Value))}";
    }

    // Remoting leaves out what lies deep.
    private static string[] NamesOf(object? definition) =>
        definition is not null
        && LanguagePrimitives.TryConvertTo(
            PSObject.AsPSObject(definition).Properties[nameof(StreamDefinition.LocalStreamNames)]?.Value, out string[]? names)
        && names is { Length: > 0 }
            ? names
            : ["…"];

    private static string TextOf(object? value) => ForeignText.Value($"{value}");

    private static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
