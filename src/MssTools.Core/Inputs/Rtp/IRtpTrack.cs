using MssTools.Core.Media;

namespace MssTools.Core.Inputs.Rtp;

/// <summary>Makes samples of the RTP packets of one stream. Times are those of the stream's own clock.</summary>
internal interface IRtpTrack
{
    /// <summary>The track, where the session's description told of it; else null until its first sample.</summary>
    Track? Track { get; }

    /// <summary>Places where something was lost or damaged.</summary>
    long Losses { get; }

    /// <summary>Takes the next packet in order.</summary>
    void Push(in RtpPacket packet);

    /// <summary>Gives what it holds back: the stream ends.</summary>
    void End();
}
