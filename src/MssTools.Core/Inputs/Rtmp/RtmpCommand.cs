using MssTools.Core.Inputs.Amf;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>A command message (Adobe RTMP 1.0, 7.2): its name, its transaction, and the arguments still to be read.</summary>
internal ref struct RtmpCommand
{
    /// <summary>The values behind name and transaction; the first of them is the command object, often null.</summary>
    public Amf0Reader Arguments;

    /// <summary>What is asked for, or what kind of answer this is; empty where it is no text.</summary>
    public string Name { get; private init; }

    /// <summary>Number that the answer repeats; 0 where none is wanted.</summary>
    public double Transaction { get; private init; }

    /// <summary>Reads the head of a command message.</summary>
    /// <exception cref="MssException">MalformedInput.</exception>
    public static RtmpCommand Read(RtmpMessage message)
    {
        var arguments = new Amf0Reader(ContentOf(message), "RTMP command");
        return new RtmpCommand
        {
            Name = arguments.ReadText() ?? "",
            Transaction = arguments.ReadNumber() ?? 0,
            Arguments = arguments,
        };
    }

    // Commands of type 17 are AMF0 behind a zero; what switches to AMF3 within is passed over by nobody and fails.
    private static ReadOnlySpan<byte> ContentOf(RtmpMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        return message.Type == RtmpMessageType.CommandAmf3 && payload.StartsWith((byte)0) ? payload[1..] : payload;
    }
}
