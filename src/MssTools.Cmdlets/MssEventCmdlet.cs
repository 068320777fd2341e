using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>What listens to events of some kinds, groups and streams.</summary>
public abstract class MssEventCmdlet : MssEngineCmdlet
{
    /// <summary>Kinds of events; all where omitted.</summary>
    [Parameter(Position = 0)]
    public MssEventKind[] Kind { get; set; } = [];

    /// <summary>Names of groups; wildcards are taken. All events where omitted, those about no group included.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string[] GroupName { get; set; } = [];

    /// <summary>Names of local streams; wildcards are taken. All events where omitted, those about no stream included.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StreamNameCompleter))]
    public string[] StreamName { get; set; } = [];

    /// <summary>Which events are wanted.</summary>
    private protected EventFilter Filter => new() { Kinds = Kind, GroupNames = GroupName, StreamNames = StreamName };
}
