using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Inputs.Rtp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtp;

public class RtpReorderTests
{
    [Theory]
    [InlineData("1 2 3", "1 2 3", 0)]
    [InlineData("1 3 2 4", "1 2 3 4", 0)]
    [InlineData("1 1 2 2 1 3", "1 2 3", 0)]             // doubled, and too late
    [InlineData("65534 0 65535 1", "65534 65535 0 1", 0)] // over the wrap
    [InlineData("1 3 4", "1 3 4", 1)]                   // given up at the end
    [InlineData("1 40000 40001", "1 40000 40001", 0)]   // the sender started anew
    public void Push_Packets_ComeOutInOrder(string arriving, string expected, long lost)
    {
        var seen = new List<ushort>();
        var order = new RtpReorder(new FakeTimeProvider(), packet => seen.Add(packet.Sequence));
        foreach (string number in arriving.Split(' '))
        {
            order.Push(Packet(ushort.Parse(number, null)));
        }

        order.Flush();

        Assert.Equal((expected, lost), (string.Join(' ', seen), order.Lost));
    }

    [Fact]
    public void Push_GapThatStays_IsGivenUpAfterAWhileOrMany()
    {
        var time = new FakeTimeProvider();
        var seen = new List<ushort>();
        var order = new RtpReorder(time, packet => seen.Add(packet.Sequence));
        order.Push(Packet(1));
        order.Push(Packet(3));
        time.Advance(TimeSpan.FromMilliseconds(251));
        order.Push(Packet(4));
        Assert.Equal([1, 3, 4], seen);

        for (ushort i = 6; i < 6 + 64; i++)
        {
            order.Push(Packet(i));
        }

        Assert.Equal(67, seen.Count);
        Assert.Equal(2, order.Lost);
    }

    private static RtpPacket Packet(ushort sequence) => new(false, 33, sequence, 0, 1, default);
}
