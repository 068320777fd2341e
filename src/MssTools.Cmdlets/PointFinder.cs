using System.Management.Automation;
using MssTools.Core;

namespace MssTools.Cmdlets;

/// <summary>Finds publishing points by name and server.</summary>
internal static class PointFinder
{
    /// <summary>The points whose name matches.</summary>
    /// <param name="name">Wildcards are taken.</param>
    /// <param name="serverId">Of one server; null: of all.</param>
    public static List<MssPublishingPoint> Find(string name, int? serverId)
    {
        var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
        return [.. MssEngine.Current.GetPoints().Where(point => pattern.IsMatch(point.Name) && (serverId is null || point.ServerId == serverId))];
    }
}
