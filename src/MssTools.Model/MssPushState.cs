namespace MssTools;

/// <summary>What one POST of a push is about.</summary>
#pragma warning disable CA1028 // ConvertTo-Json writes names for enums of 64 bits, and numbers for others.
public enum MssPushState : long
#pragma warning restore CA1028
{
    /// <summary>Nothing is there to be sent yet.</summary>
    Waiting,

    /// <summary>The publishing point is asked, or called.</summary>
    Connecting,

    /// <summary>Fragments are sent as they come.</summary>
    Sending,

    /// <summary>The connection is lost or could not be made; it is tried again after a pause.</summary>
    Retrying,

    /// <summary>The publishing point refuses: somebody has to see to it. It is tried again after longer pauses.</summary>
    Refused,

    /// <summary>All is sent, and the end is told.</summary>
    Ended,

    /// <summary>Nothing more is sent.</summary>
    Failed,
}
