using MssTools.Core.Clips;
using MssTools.Core.Manifests;

namespace MssTools.Core.Exports;

/// <summary>The group that is exported: opens its fragments.</summary>
/// <param name="plan">The stretch of it.</param>
internal sealed class ExportSource(ClipPlan plan)
{
    private readonly GroupLayout _layout = plan.Source.Layout;

    /// <summary>Ticks per second of the files' times.</summary>
    public uint Timescale => (uint)plan.Source.TimeScale;

    /// <summary>Start of a fragment in the file, in its ticks.</summary>
    public long TimeOf(ClipFragment fragment) => _layout.ToTimeScale(plan.Shifted(fragment.Time).Time);

    /// <summary>Opens a fragment.</summary>
    /// <exception cref="MssException">NotFound: it is gone; SourceFailed, AccessDenied or MalformedInput.</exception>
    public OpenFragment Open(ClipFragment fragment)
    {
        string path = Path.Join(
            plan.Source.Folder, _layout.PathOf(GroupLayout.ContentOf(fragment.Index), fragment.Level.Bitrate, fragment.Time.Time));
        try
        {
            return OpenFragment.Open(path, _layout.ToTimeScale(fragment.Time.Time));
        }
        catch (MssException failure) when (failure.Code == MssError.NotFound)
        {
            TimeSpan start = TimeSpan.FromTicks(fragment.Time.Time - plan.Range.GroupStart);
            throw new MssException(
                MssError.NotFound,
                $"'{path}' is gone, {start:c} behind the beginning of the group: it was deleted, or left the rolling window before it was exported. "
                + "Nothing was exported.",
                "Give a later -From, or a shorter -Last.",
                failure);
        }
    }
}
