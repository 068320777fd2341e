using MssTools.Core.Inputs.Amf;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>Writes command messages.</summary>
internal static class CommandWriter
{
    private const int ChunkStreamId = 3;

    /// <summary>Writes a command of the given values (Adobe RTMP 1.0, 7.2).</summary>
    /// <param name="output">Where to.</param>
    /// <param name="streamId">0 for the connection.</param>
    /// <param name="values">Name, transaction, command object and arguments.</param>
    public static void WriteCommand(this ChunkWriter output, uint streamId, Amf0Writer values) => output.Write(
        ChunkStreamId, new RtmpMessage(RtmpMessageType.Command, streamId, 0, values.Written.ToArray()));

    /// <summary>Writes a status of a NetStream (7.2.2).</summary>
    /// <param name="output">Where to.</param>
    /// <param name="streamId">The stream that it is about.</param>
    /// <param name="code">For example <c>NetStream.Publish.Start</c>.</param>
    /// <param name="description">The same for people; encoders show it.</param>
    /// <param name="isError">The level: error, or else status.</param>
    public static void WriteStatus(
        this ChunkWriter output, uint streamId, string code, string description, bool isError = false) =>
        output.WriteCommand(streamId, new Amf0Writer().Text("onStatus").Number(0).Null().Info(code, description, isError));

    /// <summary>Writes the information object of statuses and of the answers to connect.</summary>
    public static Amf0Writer Info(this Amf0Writer values, string code, string description, bool isError) => values
        .Object()
        .Name("level").Text(isError ? "error" : "status")
        .Name("code").Text(code)
        .Name("description").Text(description)
        .End();
}
