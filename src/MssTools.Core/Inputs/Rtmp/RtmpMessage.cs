namespace MssTools.Core.Inputs.Rtmp;

/// <summary>One RTMP message, put together from its chunks.</summary>
/// <param name="Type">What it carries.</param>
/// <param name="StreamId">The message stream: 0 for the connection, what createStream gave for media.</param>
/// <param name="Timestamp">Milliseconds, 32 bits, wrapping.</param>
/// <param name="Payload">The content, in memory of its own.</param>
internal readonly record struct RtmpMessage(
    RtmpMessageType Type, uint StreamId, uint Timestamp, ReadOnlyMemory<byte> Payload);
