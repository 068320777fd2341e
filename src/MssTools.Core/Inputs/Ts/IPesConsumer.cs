namespace MssTools.Core.Inputs.Ts;

/// <summary>Takes the PES packets of one elementary stream, in order.</summary>
internal interface IPesConsumer
{
    /// <summary>Takes the payload of one PES packet; the span is valid during the call.</summary>
    /// <param name="payload">The bytes behind the PES header.</param>
    /// <param name="pts">Presentation time stamp, 33 bits, or null.</param>
    /// <param name="dts">Decode time stamp, 33 bits, or null.</param>
    /// <param name="isRandomAccess">random_access_indicator of the packet that it starts in.</param>
    void Accept(ReadOnlySpan<byte> payload, long? pts, long? dts, bool isRandomAccess);

    /// <summary>Learns that bytes were lost between the last PES packet and the next.</summary>
    void Lose();

    /// <summary>Gives what it holds back: the stream ends.</summary>
    void End();
}
