namespace MssTools.Core.Inputs.Points;

/// <summary>Who makes groups of what points receive. Called on threads of the pool, under no lock.</summary>
internal interface IPointHost
{
    /// <summary>The renditions are known, and their first fragments are there.</summary>
    void Begin(PublishingPoint point, IReadOnlyList<PointRendition> renditions);

    /// <summary>The broadcast has ended; its last fragments are with the readers.</summary>
    void End(PublishingPoint point, IReadOnlyList<PointRendition> renditions);
}
