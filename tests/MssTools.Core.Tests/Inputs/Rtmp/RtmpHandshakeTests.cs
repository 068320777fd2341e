using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public class RtmpHandshakeTests
{
    private const int Length = 1536;

    [Fact]
    public async Task Accept_ClientWithADigest_IsEchoed()
    {
        byte[] c1 = [1, 2, 3, 4, 9, 0, 124, 2, .. Enumerable.Range(0, Length - 8).Select(i => (byte)i)]; // as ffmpeg's
        using var stream = new Duplex([3, .. c1, .. new byte[Length]]);

        await RtmpHandshake.AcceptAsync(stream, CancellationToken.None);

        byte[] answer = stream.Written.ToArray();
        Assert.Equal(1 + 2 * Length, answer.Length);
        Assert.Equal(3, answer[0]);
        Assert.Equal(new byte[8], answer[1..9]);
        Assert.Equal(c1, answer[(1 + Length)..]);
        Assert.Equal(1 + 2 * Length, stream.Position);
    }

    [Fact]
    public async Task Offer_EchoesTheServer()
    {
        byte[] s1 = [.. Enumerable.Range(0, Length).Select(i => (byte)(i * 7))];
        using var stream = new Duplex([3, .. s1, .. new byte[Length]]);

        await RtmpHandshake.OfferAsync(stream, CancellationToken.None);

        byte[] sent = stream.Written.ToArray();
        Assert.Equal(1 + 2 * Length, sent.Length);
        Assert.Equal((3, 0), (sent[0], BitConverter.ToInt32(sent, 5)));
        Assert.Equal(s1, sent[(1 + Length)..]);
    }

    [Fact]
    public async Task Offer_ServerSpeaksSomethingElse_IsMalformed()
    {
        using var stream = new Duplex("HTTP/1.1 400 Bad Request"u8.ToArray());

        MssException failure = await Assert.ThrowsAsync<MssException>(() => RtmpHandshake.OfferAsync(stream, CancellationToken.None));

        Assert.Equal(MssError.MalformedInput, failure.Code);
    }

    /// <summary>Reads what was given, and keeps what is written.</summary>
    private sealed class Duplex(byte[] incoming) : MemoryStream(incoming)
    {
        public MemoryStream Written { get; } = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Written.WriteAsync(buffer, cancellationToken);
    }
}
