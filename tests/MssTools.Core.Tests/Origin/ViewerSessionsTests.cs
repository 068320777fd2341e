using System.Net;
using Microsoft.Extensions.Time.Testing;
using MssTools.Core.Origin;
using Xunit;

namespace MssTools.Core.Tests.Origin;

public class ViewerSessionsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Note_AddressPlayerOrGroupDiffers_IsAnotherViewer()
    {
        var sessions = new ViewerSessions(_time);
        for (int i = 0; i < 2; i++)
        {
            sessions.Note(IPAddress.Loopback, "vlc", "a");
            sessions.Note(IPAddress.Loopback, "vlc", "b");
            sessions.Note(IPAddress.Loopback, "kodi", "a");
            sessions.Note(IPAddress.IPv6Loopback, "vlc", "a");
        }

        Assert.Equal(4, sessions.Count);
    }

    [Fact]
    public void Count_AskedForNothingForHalfAMinute_IsOver()
    {
        var sessions = new ViewerSessions(_time);
        sessions.Note(IPAddress.Loopback, "vlc", "a");
        _time.Advance(TimeSpan.FromSeconds(20));
        sessions.Note(IPAddress.Loopback, "kodi", "a");
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(1, sessions.Count);
    }

    [Fact]
    public void Note_EndlessPlayers_AreBounded()
    {
        var sessions = new ViewerSessions(_time);
        for (int i = 0; i < ViewerSessions.MostSessions + 1000; i++)
        {
            sessions.Note(IPAddress.Loopback, $"{i}", "a");
        }

        Assert.InRange(sessions.Count, 1, ViewerSessions.MostSessions);
        _time.Advance(TimeSpan.FromSeconds(31));
        sessions.Note(IPAddress.Loopback, "new", "a");
        Assert.Equal(1, sessions.Count);
    }
}
