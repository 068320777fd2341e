using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>Base of the cmdlets that act on streams: finds them by name, number, or from the pipeline.</summary>
public abstract class MssStreamCmdlet : MssEngineCmdlet
{
    private const string ByName = "Name";
    private const string ById = "Id";
    private const string ByObject = "InputObject";

    /// <summary>Names of local streams; wildcards are taken.</summary>
    [Parameter(ParameterSetName = ByName, Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StreamNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Names of groups; wildcards are taken.</summary>
    [Parameter(ParameterSetName = ByName)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string[] GroupName { get; set; } = ["*"];

    /// <summary>Numbers of streams, as Get-MSSStream shows them.</summary>
    [Parameter(ParameterSetName = ById, Mandatory = true)]
    [ArgumentCompleter(typeof(StreamIdCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>
    /// Streams or groups, as Get-MSSStream, New-MSSStream and Get-MSSGroup write them, or names of streams. What came from another
    /// process acts on nothing here.
    /// </summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>True for a cmdlet that changes streams: it must be told which, if only by <c>*</c>.</summary>
    protected virtual bool NeedsSelection => false;

    /// <inheritdoc/>
    protected sealed override void ProcessItem()
    {
        if (NeedsSelection && ParameterSetName == ByName && !IsBound(nameof(Name)) && !IsBound(nameof(GroupName)))
        {
            WriteFailure(
                new MssException(
                    MssError.InvalidSetting,
                    "Neither Name nor GroupName says which streams are meant.",
                    "Give a name, or * for all streams."),
                MyInvocation.MyCommand.Name);
            return;
        }

        List<MssStream> streams = [.. Selected()];
        if (streams.Count > 0)
        {
            Process(streams);
        }
    }

    /// <summary>Acts on the streams that one pipeline item selects.</summary>
    protected abstract void Process(IReadOnlyList<MssStream> streams);

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private IEnumerable<MssStream> Selected() => ParameterSetName switch
    {
        ById => Id.SelectMany(WithId),
        ByObject => OfObject(InputObject!),
        _ => Named(),
    };

    private IEnumerable<MssStream> OfObject(PSObject input)
    {
        var piped = new PipedObject(input);
        if (piped.Text is { } name)
        {
            return Named(name, []);
        }

        IEnumerable<MssStream> all = FindStreams(static _ => true);
        List<MssStream> found = piped.IsOfType<MssStream>()
            ? piped.Among<MssStream, MssStream>(
                all, nameof(MssStream.Id), nameof(MssStream.Name), nameof(MssStream.GroupName), nameof(MssStream.TargetFolder))
            : piped.OfGroup(all);
        if (found.Count == 0)
        {
            WriteFailure(piped.Refusal("a stream, a group or a name", piped.IsOfGroup), input);
        }

        return found;
    }

    private IEnumerable<MssStream> WithId(int id) =>
        Found(FindStreams(s => s.Id == id), id, $"There is no stream {id}.");

    private IEnumerable<MssStream> Named()
    {
        WildcardPattern[] groups = [.. GroupName.Select(Pattern)];
        return Name.SelectMany(name => Named(name, groups));
    }

    // A pattern may match nothing; a name is meant.
    private IEnumerable<MssStream> Named(string name, WildcardPattern[] groups)
    {
        WildcardPattern pattern = Pattern(name);
        IEnumerable<MssStream> found = FindStreams(
            s => pattern.IsMatch(s.Name) && (groups.Length == 0 || groups.Any(g => g.IsMatch(s.GroupName))));
        return WildcardPattern.ContainsWildcardCharacters(name) ? found : Found(found, name, $"There is no stream '{name}'.");
    }

    private List<MssStream> Found(IEnumerable<MssStream> streams, object target, string complaint)
    {
        List<MssStream> found = [.. streams];
        if (found.Count == 0)
        {
            WriteFailure(new MssException(MssError.NotFound, complaint), target);
        }

        return found;
    }
}
