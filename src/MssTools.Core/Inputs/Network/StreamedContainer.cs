using System.Text;
using MssTools.Core.Inputs.Flv;
using MssTools.Core.Inputs.Iso;
using MssTools.Core.Inputs.Ts;

namespace MssTools.Core.Inputs.Network;

/// <summary>Chooses the reader for a container that comes as a stream: MPEG-TS, FLV or fragmented MP4.</summary>
internal static class StreamedContainer
{
    /// <summary>Waits for the first bytes and opens what they begin.</summary>
    /// <param name="input">The stream; the reader owns it, or it is disposed where there is none.</param>
    /// <param name="source">The input, for messages.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="MssException">Unsupported, MalformedInput, NoMedia or SourceFailed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IMediaReader Open(InputStream input, string source, CancellationToken stop)
    {
        try
        {
            ReadOnlySpan<byte> head = input.Peek(Container.SniffedBytes, stop);
            switch (Container.Sniff(head))
            {
                case ContainerKind.TransportStream:
                    return new TsReader(input);
                case ContainerKind.Flv:
                    return new FlvReader(input);
                case ContainerKind.Iso:
                    return new StreamedMp4Reader(input, stop);
                default:
                    HttpStream.RefusePlaylist(Encoding.Latin1.GetString(head), source);
                    throw Unknown(source, head);
            }
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static MssException Unknown(string source, ReadOnlySpan<byte> head)
    {
        string text = SourceSecrets.Shown(source);
        return head.IsEmpty
            ? new MssException(MssError.SourceFailed, $"'{text}' ended before its first byte.")
            : new MssException(
                MssError.Unsupported,
                $"'{text}' is not MPEG-TS, FLV or fragmented MP4: {FileMagic.Describe(head)}.",
                $"Let ffmpeg read it: Add-MSSLocalStream -Uri 'ffmpeg:-i {text}'.");
    }
}
