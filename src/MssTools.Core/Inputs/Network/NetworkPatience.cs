namespace MssTools.Core.Inputs.Network;

/// <summary>How long other machines may take.</summary>
internal static class NetworkPatience
{
    /// <summary>How long a connection may bring nothing before it counts as lost.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
}
