namespace MssTools.Core.Inputs.Rtsp;

/// <summary>How the media packets of a session travel. The streams' channels are 2i for media and 2i + 1 for RTCP.</summary>
internal interface IRtspTransport : IDisposable
{
    /// <summary>Packets that came and found no room.</summary>
    long Dropped { get; }

    /// <summary>Bytes that came so far, media or not. Any thread may look.</summary>
    long Received { get; }

    /// <summary>The Transport header to offer for a stream.</summary>
    /// <exception cref="MssException">SourceFailed: the system has no ports left.</exception>
    string Offer(int stream);

    /// <summary>Takes the server's Transport header for a stream.</summary>
    void Agree(int stream, string transport);

    /// <summary>Waits for the next packet; null at the end, or when stopped.</summary>
    /// <exception cref="MssException">SourceFailed.</exception>
    (int Channel, ReadOnlyMemory<byte> Packet)? Read(CancellationToken stop);

    /// <summary>Sends RTCP for a stream.</summary>
    /// <exception cref="MssException">SourceFailed.</exception>
    void SendReport(int stream, ReadOnlySpan<byte> report);
}
