namespace MssTools.Core.Inputs.Points;

/// <summary>Who makes something of what a point receives. Called on threads of the pool, under no lock, one call after the other.</summary>
internal interface IPointHost
{
    /// <summary>The renditions are known, and their first fragments are there.</summary>
    Task BeginAsync(PublishingPoint point, IReadOnlyList<PointRendition> renditions);

    /// <summary>The broadcast goes on at another machine: its names are given free, and nothing is ended.</summary>
    Task RetireAsync(IReadOnlyList<PointRendition> renditions);

    /// <summary>The broadcast has ended; its last fragments are with the readers.</summary>
    Task EndAsync(PublishingPoint point, IReadOnlyList<PointRendition> renditions);
}
