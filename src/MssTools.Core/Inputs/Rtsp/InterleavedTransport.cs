namespace MssTools.Core.Inputs.Rtsp;

/// <summary>Media packets between the messages of the connection (RFC 2326 10.12).</summary>
internal sealed class InterleavedTransport(RtspConnection connection) : IRtspTransport
{
    // The server's channels; it may choose others than were offered.
    private readonly Dictionary<int, int> _channels = [];

    /// <inheritdoc/>
    public long Dropped => 0;

    /// <inheritdoc/>
    public long Received => connection.Received;

    /// <inheritdoc/>
    public string Offer(int stream) => $"RTP/AVP/TCP;unicast;interleaved={2 * stream}-{2 * stream + 1}";

    /// <inheritdoc/>
    public void Agree(int stream, string transport)
    {
        (int media, int control) = TransportHeader.Pair(transport, "interleaved") ?? (2 * stream, 2 * stream + 1);
        _channels[media] = 2 * stream;
        _channels[control] = 2 * stream + 1;
    }

    /// <inheritdoc/>
    public (int Channel, ReadOnlyMemory<byte> Packet)? Read(CancellationToken stop)
    {
        while (connection.ReadPacket() is { } packet)
        {
            if (_channels.TryGetValue(packet.Channel, out int channel))
            {
                return (channel, packet.Packet);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void SendReport(int stream, ReadOnlySpan<byte> report)
    {
        foreach ((int theirs, int ours) in _channels)
        {
            if (ours == 2 * stream + 1)
            {
                connection.SendPacket(theirs, report);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The session closes the connection.
    }
}
