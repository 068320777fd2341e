using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>What a cmdlet needs that makes something of a stretch of a group.</summary>
public abstract class StretchCommand : MssEngineCmdlet
{
    /// <summary>Parameter set of groups of this session.</summary>
    protected const string ByName = "GroupName";

    private const string ByObject = "InputObject";
    private const string ByPath = "Path";

    /// <summary>Name of a group of this session.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string GroupName { get; set; } = "";

    /// <summary>
    /// A group, as Get-MSSGroup writes it, or a stream of one, of this session; or a folder, a manifest or a clip.
    /// </summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Folder of a group that New-MSSStream made, or its manifest.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true)]
    [Alias("ManifestPath")]
    public string Path { get; set; } = "";

    /// <summary>
    /// Where the stretch begins: a length of time from the beginning of the group, or, for groups whose times are those of the clock, a time of
    /// day. The beginning where omitted.
    /// </summary>
    [Parameter]
    public ClipTime? From { get; set; }

    /// <summary>Where the stretch ends, given as -From. The end where omitted.</summary>
    [Parameter]
    public ClipTime? To { get; set; }

    /// <summary>In the place of -From and -To: so much of the end.</summary>
    [Parameter]
    public TimeSpan? Last { get; set; }

    /// <summary>Write what was made to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The stretch in words.</summary>
    private protected string Stretch => Last is { } last ? $"the last {last:c}"
        : From is null && To is null ? "all"
        : $"what lies from {From?.ToString() ?? "the beginning"} to {To?.ToString() ?? "the end"}";

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        if (Last is not null && (From is not null || To is not null))
        {
            throw new MssException(MssError.InvalidSetting, "-Last excludes -From and -To.", "Give -Last, or -From and -To.");
        }

        switch (ParameterSetName)
        {
            case ByPath:
                Attempt(Path, () => Make(PlacePath(Path)));
                break;
            case ByObject:
                Attempt(InputObject!, () => Make(new RunningGroups(Engine).ManifestOf(InputObject!)));
                break;
            default:
                Attempt(GroupName, () => Make(new RunningGroups(Engine).Named(GroupName).ManifestPath));
                break;
        }
    }

    /// <summary>Makes it of one group.</summary>
    /// <param name="source">Full path or address of the group's folder or manifest.</param>
    private protected abstract void Make(string source);

    /// <summary>Does the work, with a bar that shows how far it is, and writes the warnings.</summary>
    /// <param name="activity">What is done.</param>
    /// <param name="work">Is given what shows how many fragments of how many are done.</param>
    /// <param name="warnings">Of what was made.</param>
    private protected T Run<T>(string activity, Func<Action<int, int>, T> work, Func<T, IReadOnlyList<string>> warnings)
    {
        T made;
        using (var progress = new FragmentProgress(this, activity))
        {
            made = work(progress.Show);
        }

        foreach (string warning in warnings(made))
        {
            WriteWarning(warning);
        }

        return made;
    }
}
