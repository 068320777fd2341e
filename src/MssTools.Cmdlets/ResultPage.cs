using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>
/// What a cmdlet that lists writes: all of it as it comes, or the part that -Skip and -First ask for, behind the number of all where -IncludeTotalCount asks.
/// </summary>
/// <param name="cmdlet">A cmdlet that supports paging.</param>
internal sealed class ResultPage(PSCmdlet cmdlet)
{
    private readonly List<object> _all = [];

    /// <summary>Writes items, or keeps them until it is known how many there are.</summary>
    public void Write<T>(IReadOnlyCollection<T> items)
        where T : class
    {
        if (IsWhole)
        {
            cmdlet.WriteObject(items, enumerateCollection: true);
        }
        else
        {
            _all.AddRange(items);
        }
    }

    /// <summary>Writes what was asked for of the items that were kept.</summary>
    public void End()
    {
        if (IsWhole)
        {
            return;
        }

        PagingParameters paging = cmdlet.PagingParameters;
        if (paging.IncludeTotalCount)
        {
            cmdlet.WriteObject(paging.NewTotalCount((ulong)_all.Count, accuracy: 1));
        }

        int first = (int)Math.Min(paging.Skip, (ulong)_all.Count);
        int count = (int)Math.Min(paging.First, (ulong)(_all.Count - first));
        cmdlet.WriteObject(_all.GetRange(first, count), enumerateCollection: true);
    }

    private bool IsWhole => cmdlet.PagingParameters is not { } paging || (paging is { Skip: 0, First: ulong.MaxValue } && !paging.IncludeTotalCount);
}
