using System.Security.Cryptography;

namespace MssTools.Core.Inputs.Rtmp;

/// <summary>
/// The handshake (Adobe RTMP 1.0, 5.2): each side sends 1,536 bytes and echoes what it got. Clients that put a digest
/// into theirs, as ffmpeg and Flash do, take the echo as well.
/// </summary>
internal static class RtmpHandshake
{
    private const byte Version = 3;
    private const int Length = 1536;
    private const int HeadLength = 8; // the sender's time and four zeros, which say: no digest

    /// <summary>Answers a client.</summary>
    /// <exception cref="MssException">MalformedInput: it speaks something else.</exception>
    /// <exception cref="EndOfStreamException">It hung up.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task AcceptAsync(Stream stream, CancellationToken stop)
    {
        byte[] c0c1 = new byte[1 + Length];
        int count = await stream.ReadAtLeastAsync(c0c1, 1, cancellationToken: stop).ConfigureAwait(false);
        CheckVersion(c0c1[0]);
        await stream.ReadExactlyAsync(c0c1.AsMemory(count), stop).ConfigureAwait(false);

        byte[] s0s1s2 = new byte[1 + 2 * Length];
        WriteHello(s0s1s2);
        c0c1.AsSpan(1).CopyTo(s0s1s2.AsSpan(1 + Length));
        await stream.WriteAsync(s0s1s2, stop).ConfigureAwait(false);
        await stream.ReadExactlyAsync(c0c1.AsMemory(1), stop).ConfigureAwait(false); // C2: some clients send garbage
    }

    /// <summary>Greets a server.</summary>
    /// <exception cref="MssException">MalformedInput: it speaks something else.</exception>
    /// <exception cref="EndOfStreamException">It hung up.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task OfferAsync(Stream stream, CancellationToken stop)
    {
        byte[] hello = new byte[1 + Length];
        WriteHello(hello);
        await stream.WriteAsync(hello, stop).ConfigureAwait(false);

        byte[] s0s1s2 = new byte[1 + 2 * Length];
        await stream.ReadExactlyAsync(s0s1s2.AsMemory(0, 1), stop).ConfigureAwait(false);
        CheckVersion(s0s1s2[0]);
        await stream.ReadExactlyAsync(s0s1s2.AsMemory(1), stop).ConfigureAwait(false);
        await stream.WriteAsync(s0s1s2.AsMemory(1, Length), stop).ConfigureAwait(false);
    }

    private static void WriteHello(byte[] message)
    {
        message[0] = Version;
        RandomNumberGenerator.Fill(message.AsSpan(1 + HeadLength, Length - HeadLength));
    }

    private static void CheckVersion(byte version)
    {
        if (version != Version)
        {
            throw new MssException(
                MssError.MalformedInput,
                $"The RTMP handshake starts with {version}, not {Version}.",
                version == 0x16 // a TLS ClientHello
                    ? "The client speaks TLS: use rtmp:// instead of rtmps://, or give Start-MSSIngest a certificate."
                    : "Check what connects to the port; it must speak RTMP.");
        }
    }
}
