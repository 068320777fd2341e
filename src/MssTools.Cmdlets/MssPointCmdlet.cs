using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>What does something to publishing points that are named or come through the pipeline.</summary>
public abstract class MssPointCmdlet : MssEngineCmdlet
{
    /// <summary>Names; wildcards are taken.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PointNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Those of one server.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerIdCompleter))]
    public int? ServerId { get; set; }

    /// <summary>What is done, for -WhatIf.</summary>
    private protected abstract string Deed { get; }

    private readonly RowsOfNodes<MssPublishingPoint> _rows = new(static point => $"{point.ServerId}/{point.Name}", static point => point.Node);

    /// <inheritdoc/>
    protected override void ProcessItem()
    {
        foreach (string name in Name)
        {
            IReadOnlyList<MssPublishingPoint> there = _rows.With(Engine.GetPoints());
            List<MssPublishingPoint> found = PointFinder.Among(there, name, ServerId);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteFailure(
                    new MssException(MssError.NotFound, $"There is no publishing point '{name}'.", "Get-MSSPublishingPoint lists what there is."), name);
            }

            foreach (MssPublishingPoint point in _rows.Take(found, there))
            {
                Attempt(point.Name, () =>
                {
                    if (ShouldProcess(point.Url, Deed))
                    {
                        Do(point);
                    }
                });
            }
        }
    }

    /// <summary>Does it.</summary>
    private protected abstract void Do(MssPublishingPoint point);
}
