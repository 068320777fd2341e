using System.Net;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Inputs.Rtmp;
using Xunit;

namespace MssTools.Core.Tests.Inputs.Rtmp;

public sealed class PlacesTests
{
    private static readonly IPAddress s_crowd = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_other = IPAddress.Parse("192.0.2.2");
    private static readonly TimeSpan s_grace = IngestLimits.Grace;

    private readonly FakeTimeProvider _time = new();
    private readonly Places _places;

    public PlacesTests() => _places = new Places(new IngestThreads(new ReadTicks(_time)), _time, CancellationToken.None);

    [Fact]
    public void Enter_StrangersAreAtTheirLimit_TheOldestOfTheAddressWithMostGoes()
    {
        Guest lone = _places.Enter(s_other);
        List<Guest> crowd = Crowd(1);
        _time.Advance(s_grace);
        crowd.AddRange(Crowd(IngestLimits.MostStrangers - 2));
        _time.Advance(s_grace);

        Guest newcomer = _places.Enter(s_crowd);

        Assert.Equal([crowd[0]], crowd.Where(g => g.IsOut));
        Assert.False(lone.IsOut);
        Assert.False(newcomer.IsOut);
        Assert.Equal(
            (MssError.TimedOut, "The client had to go for a newcomer: 512 connections that publish nothing are open, 511 from its address."),
            (crowd[0].Reason.Code, crowd[0].Reason.Message));
    }

    [Fact]
    public void HasRoom_AllPlacesAreTaken_NotBeforeSomebodyHasHadHisForLongEnough()
    {
        List<Guest> crowd = Crowd(IngestLimits.MostStrangers - 1);
        Assert.True(_places.HasRoom);
        crowd.AddRange(Crowd(1));
        Assert.False(_places.HasRoom);

        _time.Advance(s_grace);

        Assert.True(_places.HasRoom);
    }

    // A flood that is faster than anybody can introduce himself costs its own newest first.
    [Fact]
    public void Enter_NobodyHasHadItsGrace_WhoHasComeLeastFarGoes()
    {
        List<Guest> crowd = Crowd(IngestLimits.MostStrangers);
        crowd.ForEach(g => g.Reach(Introduction.Greeted));
        crowd[7].Reach(Introduction.None);
        crowd[3].Reach(Introduction.Connected);

        _places.Enter(s_crowd);
        _places.Enter(s_crowd).Reach(Introduction.Connected);

        Assert.Equal([crowd[7]], crowd.Where(g => g.IsOut));
    }

    [Fact]
    public void Enter_SomeAreDecidedAbout_TheyGoLast()
    {
        List<Guest> crowd = Crowd(IngestLimits.MostStrangers);
        crowd[0].Reach(Introduction.Deciding);
        _time.Advance(s_grace);

        Guest newcomer = _places.Enter(s_other);

        Assert.Equal([crowd[1]], crowd.Where(g => g.IsOut));
        Assert.False(newcomer.IsOut);
    }

    [Fact]
    public void Enter_AddressesOfOneIPv6Network_AreOne()
    {
        for (int i = 0; i < IngestLimits.MostStrangers / 2 + 1; i++)
        {
            _places.Enter(IPAddress.Parse($"2001:db8:0:1::{i:x}"));
        }

        List<Guest> others = [.. Enumerable.Range(1, IngestLimits.MostStrangers - 1).Select(i => _places.Enter(IPAddress.Parse($"2001:db8:1:{i:x}::1")))];

        // Each newcomer cost the network a place until it had no more than others.
        Assert.DoesNotContain(others, g => g.IsOut);
    }

    [Fact]
    public void Welcome_Publisher_LeavesAPlaceOfStrangersAndNoNewcomerCostsIt()
    {
        Guest publisher = _places.Enter(s_crowd);
        publisher.Reach(Introduction.Deciding);
        publisher.Welcome();
        _time.Advance(2 * IngestLimits.Introduction);

        Crowd(IngestLimits.MostConnections + 100);

        Assert.False(publisher.IsOut);
    }

    [Fact]
    public void Welcome_AddressPublishesTooMuch_IsRefusedAndAnotherIsNot()
    {
        for (int i = 0; i < IngestLimits.MostPublicationsOfOneAddress; i++)
        {
            _places.Enter(s_crowd).Welcome();
        }

        MssException refusal = Assert.Throws<MssException>(() => _places.Enter(s_crowd).Welcome());
        _places.Enter(s_other).Welcome();

        Assert.Equal(MssError.Unsupported, refusal.Code);
        Assert.StartsWith("512 streams are being published, 512 of them from this address", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Welcome_AllPlacesOfPublishersAreTaken_StrangersStillGetIn()
    {
        for (int i = 0; i < IngestLimits.MostPublications; i++)
        {
            _places.Enter(new IPAddress([10, 0, (byte)(i / 200), (byte)(i % 200)])).Welcome();
        }

        List<Guest> strangers = Crowd(IngestLimits.MostConnections - IngestLimits.MostPublications + 1);

        Assert.Throws<MssException>(strangers[^1].Welcome);
        Assert.Equal(1, strangers.Count(g => g.IsOut));
    }

    [Fact]
    public void Unpublish_LastPublication_IsAStrangerAgainWithATimeLimit()
    {
        Guest guest = _places.Enter(s_crowd);
        guest.Welcome();
        guest.Welcome();

        guest.Unpublish();
        _time.Advance(2 * IngestLimits.Introduction);
        Assert.False(guest.IsOut);
        guest.Unpublish();
        _time.Advance(IngestLimits.Introduction);

        Assert.True(guest.IsOut);
        Assert.Equal("The client did not publish within 10 s.", guest.Reason.Message);
    }

    [Fact]
    public void Leave_Everybody_FreesAllPlaces()
    {
        List<Guest> guests = Crowd(IngestLimits.MostPublicationsOfOneAddress);
        guests.ForEach(g => g.Welcome());

        guests.ForEach(g => g.Dispose());

        Crowd(IngestLimits.MostPublicationsOfOneAddress).ForEach(g => g.Welcome());
    }

    [Fact]
    public void Take_MoreThanAStrangerNeeds_HasToGo()
    {
        Guest stranger = _places.Enter(s_crowd);
        Guest publisher = _places.Enter(s_crowd);
        publisher.Welcome();
        foreach (Guest guest in new[] { stranger, publisher })
        {
            guest.Take(IngestLimits.MostStrangerBytes);
            Assert.False(guest.IsOut);
            guest.Take(1);
        }

        Assert.True(stranger.IsOut);
        Assert.Equal("The client sent more than 64 KiB and published nothing.", stranger.Reason.Message);
        Assert.False(publisher.IsOut);
    }

    private List<Guest> Crowd(int count) => [.. Enumerable.Range(0, count).Select(_ => _places.Enter(s_crowd))];
}
