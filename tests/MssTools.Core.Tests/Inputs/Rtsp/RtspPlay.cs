using System.Text;
using MssTools.Core.Tests.Inputs.Network;

namespace MssTools.Core.Tests.Inputs.Rtsp;

/// <summary>The server's side of a session over TCP: a recorded description and its packets, and the end.</summary>
internal static class RtspPlay
{
    public static async Task ServeAsync(string request, Stream stream, byte[] session, CancellationToken stop)
    {
        (byte[] description, List<byte[]> packets) = SessionCapture.Split(session);
        int channel = -2;
        for (; request.Length > 0; request = await LoopbackServer.ReadHeadAsync(stream))
        {
            string sequence = request.Split("CSeq: ")[1].Split('\r')[0];
            string rest = request.Split(' ')[0] switch
            {
                "DESCRIBE" => $"Content-Type: application/sdp\r\nContent-Length: {description.Length}\r\n\r\n{Encoding.UTF8.GetString(description)}",
                "SETUP" => $"Session: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved={channel += 2}-{channel + 1}\r\n\r\n",
                _ => "Session: 1\r\n\r\n",
            };
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"RTSP/1.0 200 OK\r\nCSeq: {sequence}\r\n{rest}"), stop);
            if (request.StartsWith("PLAY", StringComparison.Ordinal))
            {
                foreach (byte[] packet in packets)
                {
                    await stream.WriteAsync(packet, stop);
                }

                return;
            }
        }
    }
}
