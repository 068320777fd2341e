using System.Globalization;
using MssTools.Core;
using MssTools.Integration.Tests.Clients;
using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Live;

/// <summary>Clips of groups that go on meanwhile, and what players make of them.</summary>
public class ClipTests
{
    private static readonly DateTimeOffset s_start = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    // The window moves many times faster than it would; what is gone before it is saved must leave nothing.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rolling_WindowMovesOn_EveryClipIsWholeOrNotThere(bool keepTime)
    {
        using var folder = new TemporaryFolder();
        using var clock = new FastClock(s_start);
        var engine = new MssEngine(clock.Time);
        StreamDefinition definition = Packager.Recorded(folder.FullName, Repository.Samples) with
        {
            IsLive = true,
            PlaylistType = PlaylistType.Rolling,
            PlaylistLength = 10,
            StaleRetentionCount = 0,
        };
        IReadOnlyList<MssStream> streams = Packager.Start(engine, definition, Repository.Samples, loop: true);
        int saved = 0;
        int gone = 0;
        while (clock.Time.GetUtcNow() < s_start.AddSeconds(120))
        {
            await Task.Delay(20);
            string name = (saved + gone).ToString(CultureInfo.InvariantCulture);
            try
            {
                MssClip clip = engine.SaveClip(
                    new ClipDefinition
                    {
                        Source = definition.ManifestPath,
                        TargetFolder = Path.Join(folder.FullName, "clips"),
                        Name = name,
                        KeepTime = keepTime,
                    },
                    (_, _) => { },
                    CancellationToken.None);
                ClientGroup group = GroupLaws.Check(Path.GetDirectoryName(clip.ManifestPath)!, lookAhead: keepTime ? 2 : 0);
                Assert.Equal((false, 3), (group.IsLive, group.Video.Levels.Count));
                Assert.Equal(keepTime, group.Video.Rows[0].Time > 0);
                saved++;
            }
            catch (MssException failure) when (failure.Code == MssError.NotFound)
            {
                Assert.False(Directory.Exists(Path.Join(folder.FullName, "clips", name)), failure.Message);
                gone++;
            }
        }

        foreach (MssStream stream in streams)
        {
            engine.StopStream(stream.Id);
        }

        engine.Shutdown();
        Assert.True(saved > 3, $"{saved} clips, {gone} had lost a fragment.");
    }

    [PlayerTheory("gst-launch-1.0")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Play_ClipOfALiveGroup_GivesItsSamplesInGStreamer(bool isLive)
    {
        using var folder = new TemporaryFolder();
        using var clock = new FastClock(s_start);
        var engine = new MssEngine(clock.Time);
        StreamDefinition definition = Packager.Recorded(folder.FullName, Repository.Samples) with { IsLive = isLive };
        Packager.AwaitEnd(engine, Packager.Start(engine, definition, Repository.Samples), StreamState.Completed);
        engine.SaveClip(
            new ClipDefinition
            {
                Source = definition.GroupFolder,
                TargetFolder = folder.FullName,
                Name = "clip",
                From = new ClipTime(TimeSpan.FromSeconds(3)),
                To = new ClipTime(TimeSpan.FromSeconds(6)),
            },
            (_, _) => { },
            CancellationToken.None);
        engine.Shutdown();
        using var server = new StaticFileServer(folder.FullName);
        using var player = new GStreamerPlayer(new Uri(server.Address, "clip/manifest.ismc"));

        await player.FinishAsync(Patience.Of(60));

        ClientGroup clip = GroupLaws.Check(Path.Join(folder.FullName, "clip"));
        Assert.Empty(server.Missing);
        Assert.Equal((0, 2), (clip.Video.Rows[0].Time, clip.Video.Rows.Count));
        Assert.Equal(100, player.HashesOf(video: true).Count);
        Assert.InRange(player.HashesOf(video: false).Count, 170, 210);
    }
}
