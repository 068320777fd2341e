using System.Management.Automation.Runspaces;

namespace MssTools.Cmdlets;

/// <summary>
/// The runspaces of the process that have the module. One that is closed counts no more, and so does one of the module's own; a
/// runspace is not kept alive by being here.
/// </summary>
internal sealed class ModuleRunspaces
{
    /// <summary>Name of the runspaces that the module makes for scripts of its user.</summary>
    public const string OwnName = "MssTools";

    private readonly Lock _lock = new();
    private readonly List<WeakReference<Runspace>> _holders = [];

    /// <summary>Notes that a runspace has imported the module; once more makes no difference.</summary>
    /// <param name="runspace">The runspace; null where the importing thread has none.</param>
    public void Add(Runspace? runspace)
    {
        if (runspace is null || runspace.Name == OwnName)
        {
            return;
        }

        lock (_lock)
        {
            Forget(runspace);
            _holders.Add(new WeakReference<Runspace>(runspace));
        }
    }

    /// <summary>Notes that a runspace has removed the module.</summary>
    /// <returns>True if it was the last one that had it.</returns>
    public bool Remove(Runspace? runspace)
    {
        if (runspace?.Name == OwnName)
        {
            return false;
        }

        lock (_lock)
        {
            Forget(runspace);
            return _holders.Count == 0;
        }
    }

    // And those that were closed without a word.
    private void Forget(Runspace? runspace) => _holders.RemoveAll(
        holder => !holder.TryGetTarget(out Runspace? other) || other == runspace || !IsOpen(other));

    private static bool IsOpen(Runspace runspace) =>
        runspace.RunspaceStateInfo.State is RunspaceState.BeforeOpen or RunspaceState.Opening or RunspaceState.Opened;
}
