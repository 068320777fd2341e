namespace MssTools;

/// <summary>Players of Smooth Streaming whose behaviour the checks know.</summary>
public enum MssPlayer
{
    /// <summary>Microsoft Silverlight and its Smooth Streaming client.</summary>
    Silverlight,

    /// <summary>dash.js with its MSS part.</summary>
    DashJs,

    /// <summary>Media3, which was ExoPlayer.</summary>
    Media3,

    /// <summary>VLC media player.</summary>
    Vlc,

    /// <summary>GStreamer's mssdemux.</summary>
    GStreamer,

    /// <summary>Kodi with inputstream.adaptive.</summary>
    Kodi,

    /// <summary>Canal+'s rx-player.</summary>
    RxPlayer,
}
