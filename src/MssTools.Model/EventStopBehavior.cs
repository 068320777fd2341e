namespace MssTools;

/// <summary>What a push sends when its streams end in order.</summary>
public enum EventStopBehavior
{
    /// <summary>The end of the stream, an empty mfra box: the publishing point ends the broadcast ([MS-SSTR] 3.3.4.2).</summary>
    SendEos,

    /// <summary>Nothing: the publishing point waits for the push to go on.</summary>
    None,
}
