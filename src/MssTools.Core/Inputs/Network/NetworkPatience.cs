namespace MssTools.Core.Inputs.Network;

/// <summary>How long other machines, and programs, may take.</summary>
internal static class NetworkPatience
{
    /// <summary>How long a connection may bring nothing before it counts as lost.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a live connection may bring bytes, but no sample; also how long it may take to open. Longer than the
    /// longest common distance of IDR frames: a join in the middle of a GOP gives no picture before the next one.
    /// </summary>
    public static readonly TimeSpan Media = TimeSpan.FromSeconds(30);

    /// <summary>The same for a recording that comes over a wire or out of a child: it is not asked for again.</summary>
    public static readonly TimeSpan Recording = TimeSpan.FromMinutes(5);
}
