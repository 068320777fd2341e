using MssTools.Core;
using MssTools.Integration.Tests.Exactness;
using MssTools.Integration.Tests.Reading;
using Xunit;

namespace MssTools.Integration.Tests.Live;

/// <summary>Streams that keep to a clock, which runs fast here.</summary>
public class LiveTests
{
    private const int PlaylistLength = 5;
    private const int StaleRetentionCount = 3;
    private static readonly DateTimeOffset s_start = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public async Task Rolling_LoopingInputs_KeepTheWindowAndEndAsARecording()
    {
        using var folder = new TemporaryFolder();
        using var clock = new FastClock(s_start);
        var engine = new MssEngine(clock.Time);
        StreamDefinition definition = Live(folder) with
        {
            PlaylistType = PlaylistType.Rolling,
            PlaylistLength = PlaylistLength,
            StaleRetentionCount = StaleRetentionCount,
        };

        IReadOnlyList<MssStream> streams = Packager.Start(engine, definition, Repository.Samples, loop: true);
        long last = 0;
        var seen = new HashSet<string>();
        while (clock.Time.GetUtcNow() < s_start.AddSeconds(90))
        {
            await Task.Delay(20);
            if (File.Exists(definition.ManifestPath))
            {
                ClientGroup live = ClientGroup.Load(definition.GroupFolder);
                last = CheckWindow(live, last);
                seen.Add(string.Join(',', live.Video.Rows));
            }
        }

        StopAll(engine, streams);

        Assert.True(seen.Count > 20, $"{seen.Count} manifests were seen.");
        ClientGroup group = GroupLaws.Check(definition.GroupFolder, lookAhead: 2);
        Assert.False(group.IsLive);
        Assert.Equal([3, 3], group.Indexes.Select(i => i.Levels.Count));
        Assert.All(group.Indexes, index => Assert.Equal(PlaylistLength, index.Rows.Count));
        Assert.True(group.Video.Rows[^1].Time > last - TimeSpan.TicksPerSecond);
        CheckFilesOnDisk(group);
    }

    [ToolFact("ffprobe")]
    public async Task Appending_InputThatEnds_IsARecordingOfAllPackets()
    {
        using var folder = new TemporaryFolder();
        using var clock = new FastClock(s_start);
        var engine = new MssEngine(clock.Time);
        StreamDefinition definition = Live(folder) with { LookAheadFragmentCount = 3 };

        Packager.AwaitEnd(engine, Packager.Start(engine, definition, Repository.Samples), StreamState.Completed);

        ClientGroup group = GroupLaws.Check(definition.GroupFolder, lookAhead: 3);
        Assert.False(group.IsLive);
        Assert.Equal(10, group.Video.Rows.Count);
        for (int i = 0; i < Repository.Samples.Count; i++)
        {
            foreach (ClientIndex index in group.Indexes)
            {
                IReadOnlyList<SourcePacket> source = await SourcePacket.ReadAsync(Repository.Samples[i], index.IsVideo);
                Assert.Equal(
                    source.Select(p => p.Hash),
                    group.SamplesOf(index, index.Levels[i]).Select(s => SourcePacket.HashOf(s.Data)));
            }
        }
    }

    [Fact]
    public void Resume_AfterStop_GoesOnWithLaterTimes()
    {
        using var folder = new TemporaryFolder();
        using var clock = new FastClock(s_start);
        StreamDefinition definition = Live(folder);
        var known = new List<long>();
        for (int run = 1; run <= 3; run++)
        {
            var engine = new MssEngine(clock.Time);
            IReadOnlyList<MssStream> streams = Packager.Start(engine, definition, Repository.Samples, loop: true);
            AwaitFragments(definition, known.Count + 3);
            StopAll(engine, streams);

            ClientGroup group = GroupLaws.Check(definition.GroupFolder, lookAhead: 2, runs: run);
            List<long> times = [.. group.Video.Rows.Select(r => r.Time)];
            Assert.Equal(known, times.Take(known.Count));
            Assert.True(times.Count > known.Count);
            known = times;
        }
    }

    private static StreamDefinition Live(TemporaryFolder folder) =>
        Packager.Recorded(folder.FullName, Repository.Samples) with { IsLive = true };

    private static void StopAll(MssEngine engine, IReadOnlyList<MssStream> streams)
    {
        foreach (MssStream stream in streams)
        {
            engine.StopStream(stream.Id);
        }

        Packager.AwaitEnd(engine, streams, StreamState.Stopped);
    }

    private static void AwaitFragments(StreamDefinition definition, int count)
    {
        Assert.True(
            SpinWait.SpinUntil(
                () => File.Exists(definition.ManifestPath) && ClientGroup.Load(definition.GroupFolder).Video.Rows.Count >= count,
                Patience.Of(30)),
            $"The manifest does not list {count} fragments.");
    }

    // Returns the newest time, which must not lie before the one that was seen last.
    private static long CheckWindow(ClientGroup live, long last)
    {
        Assert.True(live.IsLive);
        Assert.Equal(PlaylistLength * 2 * live.TimeScale, (long?)live.Root.Attribute("DVRWindowLength"));
        Assert.Equal(2, (int?)live.Root.Attribute("LookAheadFragmentCount"));
        foreach (ClientIndex index in live.Indexes)
        {
            Assert.InRange(index.Rows.Count, 1, PlaylistLength);
            for (int i = 0; i + 1 < index.Rows.Count; i++)
            {
                Assert.Equal(index.Rows[i].Time + index.Rows[i].Duration, index.Rows[i + 1].Time);
            }

            // The older ones may have gone since the manifest was read; those at the end must stay for long.
            Assert.All(index.Levels, level => Assert.True(File.Exists(live.PathOf(index, level, index.Rows[^1].Time))));
        }

        long newest = live.Video.Rows[^1].Time;
        Assert.True(newest >= last, $"{newest} after {last}");
        return newest;
    }

    private static void CheckFilesOnDisk(ClientGroup group)
    {
        foreach (ClientIndex index in group.Indexes)
        {
            foreach (ClientLevel level in index.Levels)
            {
                string folder = Path.GetDirectoryName(group.PathOf(index, level, 0))!;
                string[] files = [.. Directory.EnumerateFiles(folder).Select(Path.GetFileName)!];
                Assert.Equal(PlaylistLength + StaleRetentionCount, files.Length);
                Assert.All(index.Rows, row => Assert.Contains($"{row.Time}.fmp4", files));
            }
        }
    }
}
