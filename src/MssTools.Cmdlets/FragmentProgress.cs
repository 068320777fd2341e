using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>A bar that shows how many fragments of a group are done, until it is disposed.</summary>
/// <param name="cmdlet">Shows it.</param>
/// <param name="activity">What is done.</param>
internal sealed class FragmentProgress(Cmdlet cmdlet, string activity) : IDisposable
{
    private readonly ProgressRecord _record = new(0, activity, "Reading the manifest");
    private int _shown = -1;

    /// <summary>Shows how far it is. A line for each fragment would take longer than the fragment: one for each per cent.</summary>
    public void Show(int done, int all)
    {
        int percent = (int)(100L * done / all);
        if (percent != _shown)
        {
            _shown = percent;
            _record.StatusDescription = $"{done} of {all} fragments";
            _record.PercentComplete = percent;
            cmdlet.WriteProgress(_record);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _record.RecordType = ProgressRecordType.Completed;
        cmdlet.WriteProgress(_record);
    }
}
