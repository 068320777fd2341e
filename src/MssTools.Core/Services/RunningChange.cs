namespace MssTools.Core.Services;

/// <summary>Which settings of a group change while it runs; with others it is started anew, and a live one goes on.</summary>
internal static class RunningChange
{
    /// <summary>True where a running group takes all that differs.</summary>
    /// <param name="now">What it runs with.</param>
    /// <param name="wanted">What it is to run with.</param>
    /// <param name="names">The settings that differ.</param>
    public static bool Takes(StreamDefinition now, StreamDefinition wanted, IReadOnlyList<string> names) => names.All(name => name switch
    {
        nameof(StreamDefinition.PlaylistLength) or nameof(StreamDefinition.StaleRetentionCount) => wanted.PlaylistType == PlaylistType.Rolling,

        // A point knows a stream by its bit rate, and what is measured must not meet what is given.
        nameof(StreamDefinition.Bandwidths) => wanted is { IsLive: true, Push.Points.Count: 0 } && NamesAll(now) && NamesAll(wanted),
        _ => false,
    });

    private static bool NamesAll(StreamDefinition definition) => definition.Bandwidths.Count > 0 && definition.Bandwidths.All(bandwidth => bandwidth > 0);
}
