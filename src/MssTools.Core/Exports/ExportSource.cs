using MssTools.Core.Clips;

namespace MssTools.Core.Exports;

/// <summary>The group that is exported: opens its fragments.</summary>
/// <param name="plan">The stretch of it.</param>
internal sealed class ExportSource(ClipPlan plan)
{
    /// <summary>Ticks per second of the files' times.</summary>
    public uint Timescale => (uint)plan.Source.TimeScale;

    /// <summary>Start of a fragment in the file, in its ticks.</summary>
    public long TimeOf(ClipFragment fragment) => plan.Source.Layout.ToTimeScale(plan.Shifted(fragment.Time).Time);

    /// <inheritdoc cref="ClipPlan.Open"/>
    public OpenFragment Open(ClipFragment fragment) => plan.Open(fragment, "exported");
}
