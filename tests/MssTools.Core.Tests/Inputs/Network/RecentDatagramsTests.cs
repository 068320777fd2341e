using MssTools.Core.Inputs.Network;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Network;

public class RecentDatagramsTests
{
    [Fact]
    public void Has_DatagramThatComesTwice_IsTakenOnce()
    {
        var recent = new RecentDatagrams();

        byte[][] sent = [[1, 2], [3], [1, 2], [1, 2, 3], [3], [4]];

        Assert.Equal([false, false, true, false, true, false], sent.Select(d => recent.Has(d)));
    }

    [Fact]
    public void Has_DatagramOfLongAgo_IsNew()
    {
        var recent = new RecentDatagrams();

        Assert.All(Enumerable.Range(0, 40), i => Assert.False(recent.Has([(byte)(i % 16)])));
    }

    [Fact]
    public void Has_EmptyDatagrams_AreNone()
    {
        var recent = new RecentDatagrams();

        Assert.False(recent.Has([]));
        Assert.False(recent.Has([]));
    }
}
