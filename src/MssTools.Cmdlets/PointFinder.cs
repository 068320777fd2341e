using System.Management.Automation;

namespace MssTools.Cmdlets;

/// <summary>Finds publishing points by name and server.</summary>
internal static class PointFinder
{
    /// <summary>The points whose name matches.</summary>
    /// <param name="engine">Whose.</param>
    /// <param name="name">Wildcards are taken.</param>
    /// <param name="serverId">Of one server; null: of all.</param>
    public static List<MssPublishingPoint> Find(IMssEngine engine, string name, int? serverId) => Among(engine.GetPoints(), name, serverId);

    /// <summary>Those among some.</summary>
    /// <inheritdoc cref="Find"/>
    public static List<MssPublishingPoint> Among(IReadOnlyList<MssPublishingPoint> points, string name, int? serverId)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        return [.. points.Where(point => pattern.IsMatch(point.Name) && (serverId is null || point.ServerId == serverId))];
    }
}
