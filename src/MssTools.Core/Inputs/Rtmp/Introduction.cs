namespace MssTools.Core.Inputs.Rtmp;

/// <summary>How far a connection has come, in this order.</summary>
internal enum Introduction
{
    /// <summary>It is there.</summary>
    None,

    /// <summary>It has shaken hands.</summary>
    Greeted,

    /// <summary>It has named the right application.</summary>
    Connected,

    /// <summary>It has asked to publish, and somebody decides.</summary>
    Deciding,
}
