namespace MssTools.Fuzz;

/// <summary>How an input comes.</summary>
internal enum InputWay
{
    /// <summary>As a file.</summary>
    File,

    /// <summary>As a stream: a pipe or a connection.</summary>
    Stream,

    /// <summary>As an RTSP server's description and its RTP and RTCP packets.</summary>
    Session,

    /// <summary>As an encoder's RTMP session.</summary>
    Rtmp,

    /// <summary>As what a viewer sends to the origin.</summary>
    Http,

    /// <summary>As what an encoder POSTs to a publishing point.</summary>
    Post,

    /// <summary>As a request to the control interface of a service.</summary>
    Control,
}
