namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// What connections to a port may cost, all in one place. A stranger is a connection that does not publish: anybody. A
/// hundred encoders behind one address that come back at once stay far below all of it.
/// </summary>
internal static class IngestLimits
{
    /// <summary>Most connections at a time.</summary>
    public const int MostConnections = 1024;

    /// <summary>Most sockets at a time: connections, and those that have lost their place and are not closed yet.</summary>
    public const int MostSockets = MostConnections + 128;

    /// <summary>Most strangers at a time. One more costs one of them its place, so that a newcomer always gets in.</summary>
    public const int MostStrangers = 512;

    /// <summary>Most publications at a time: 64 connections are left to strangers, whoever publishes.</summary>
    public const int MostPublications = MostConnections - 64;

    /// <summary>Most publications of one address.</summary>
    public const int MostPublicationsOfOneAddress = 512;

    /// <summary>Most streams that a connection creates.</summary>
    public const int MostStreams = 16;

    /// <summary>Most bytes of a stranger, handshakes included. Commands of encoders have less than 4 KiB together.</summary>
    public const int MostStrangerBytes = 64 * 1024;

    /// <summary>Most messages of a stranger. Encoders send about ten before they publish.</summary>
    public const int MostStrangerMessages = 100;

    /// <summary>Most work that a connection does where it stands within <see cref="TurnTime"/>; for more it queues.</summary>
    public const int TurnBytes = 64 * 1024;

    /// <summary>The same in messages, which may be empty.</summary>
    public const int TurnMessages = 64;

    /// <summary>Connections that are accepted without giving the thread away.</summary>
    public const int TurnConnections = 16;

    /// <summary>The time that the limits of a turn are for.</summary>
    public static readonly TimeSpan TurnTime = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a client may take from its connection to its publish, without the time of the decision.</summary>
    public static readonly TimeSpan Introduction = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a stranger surely keeps its place. Where all places are taken newcomers wait for it, unaccepted: who connects
    /// again whenever he is shown out so gets <see cref="MostStrangers"/> connections in this time, and no more.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>How often newcomers look for a place.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a peer may take nothing of what is sent to it.</summary>
    public static readonly TimeSpan Deafness = TimeSpan.FromSeconds(10);
}
